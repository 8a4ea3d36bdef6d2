import { resumingFetch } from './resuming-fetch.js';

const isEnd = (chunk) => chunk.type === 'error' || (chunk.type === 'finish' && chunk.finishReason !== 'error');

/** A `fetch` for the transports of the AI SDK, as `new DefaultChatTransport({ api, fetch: chatFetch() })`: an answer goes on after every broken connection. */
export const chatFetch = (fetch, { firstDelayMs } = {}) => resumingFetch({ fetch, isEnd, firstDelayMs });
