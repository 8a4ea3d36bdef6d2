import { sharedTransport } from '../sdk/job-stream.js';
import { guardedFetch, headers } from './session.js';

/** One connection for all jobs of all tabs of this browser; null where the browser can't do that, as over plain HTTP in a network. */
export const shared = sharedTransport({ headers, fetch: guardedFetch });

const NEWS = 'jobs-news';
const news = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NEWS);

/** Tells the lists of jobs in this browser's tabs that there is a new job. */
export const tellStarted = () => news?.postMessage('started');

/** @returns {() => void} ends it */
export function onStarted(listener) {
  news?.addEventListener('message', listener);
  return () => news?.removeEventListener('message', listener);
}
