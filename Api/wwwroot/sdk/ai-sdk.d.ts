import type { ResumingFetchOptions } from './resuming-fetch.js';

/** A `fetch` for the transports of the AI SDK, as `new DefaultChatTransport({ api, fetch: chatFetch() })`: an answer goes on after every broken connection. */
export function chatFetch(fetch?: ResumingFetchOptions['fetch'], options?: Pick<ResumingFetchOptions, 'firstDelayMs'>): typeof globalThis.fetch;
