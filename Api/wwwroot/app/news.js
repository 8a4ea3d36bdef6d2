// Signals among the tabs of this browser.

const NEWS = 'jobs-news';
const news = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(NEWS);

/** Tells the lists of jobs in this browser's tabs that there is a new job. */
export const tellStarted = () => news?.postMessage('started');

/** @returns {() => void} ends it */
export function onStarted(listener) {
  news?.addEventListener('message', listener);
  return () => news?.removeEventListener('message', listener);
}
