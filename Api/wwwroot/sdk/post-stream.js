import { ApiError, toError } from './jobs-api.js';
import { watchLifecycle } from './page-lifecycle.js';
import { SseParser } from './sse-parser.js';
import { Watchdog } from './watchdog.js';

/** Tries in a row while there is no job to go on with. */
const FIRST_TRIES = 8;

/**
 * A POST that answers with an event stream, such as `/api/match-jobs/stream`. When the answer breaks off it goes on with a GET
 * of the job's own URL (the answer's `Location`) after the last frame seen, until the server says 204: there is no more. A page that comes
 * back tries at once.
 *
 *   for await (const { event, data, id } of streamPost('/api/v1/matching/run/stream', { body })) { … }
 *
 * Leaving the loop ends the request; the job goes on.
 *
 * @param {RequestInit & {fetch?: typeof fetch, maxTries?: number, minBackoffMs?: number, maxBackoffMs?: number, staleAfterMs?: number, lifecycle?: Window|null}} options
 *   `maxTries`: tries in a row without a frame; by default 8 while there is no job, and without a limit after that.
 */
export async function* streamPost(url, options = {}) {
  const {
    fetch = globalThis.fetch, maxTries = null, minBackoffMs = 500, maxBackoffMs = 20_000, staleAfterMs = 35_000, signal,
    lifecycle = typeof document === 'undefined' ? null : globalThis, ...init
  } = options;
  let request = { method: 'POST', ...init };
  let target = url;
  let lastEventId = '';
  let cut = () => {};
  let wake = () => {};
  const watchdog = new Watchdog(staleAfterMs, () => cut(new Error('silence')), lifecycle);
  const look = () => {
    wake();
    watchdog.look();
  };
  const unlisten = lifecycle ? watchLifecycle(lifecycle, { look, doubt: () => (wake(), cut(new Error('offline'))) }) : () => {};
  try {
    for (let failures = 0; ; failures++) {
      const abort = new AbortController();
      const give = () => abort.abort(signal.reason);
      signal?.addEventListener('abort', give);
      cut = (reason) => abort.abort(reason);
      watchdog.start();
      try {
        signal?.throwIfAborted();
        const response = await fetch(target, {
          ...request,
          headers: { Accept: 'text/event-stream', ...request.headers, ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}) },
          signal: abort.signal,
        });
        if (response.status === 204) return;
        if (!response.ok) throw await toError(response);
        const location = response.headers.get('Location');
        if (location) target = new URL(location, response.url || url).href;
        if (location) request = { method: 'GET', headers: init.headers && withoutBody(init.headers) };

        // Without a renewal the stream ends at the time that the frame gives.
        const renew = (data) => fetch(new URL(JSON.parse(data).renew_url, response.url || url), { method: 'POST', headers: init.headers && withoutBody(init.headers) }).catch(() => {});
        const frames = [];
        const parser = new SseParser((frame) => frames.push(frame));
        parser.lastEventId = lastEventId;
        const reader = response.body.getReader();
        for (;;) {
          watchdog.start();
          const { done, value } = await reader.read();
          watchdog.stop(); // a slow consumer is no silence
          if (done) break;
          parser.pushBytes(value);
          for (const frame of frames.splice(0)) {
            lastEventId = frame.id;
            failures = -1;
            if (frame.event === 'access_expiring') renew(frame.data);
            else if (frame.event !== 'access_ended') yield frame; // after that the stream ends, and goes on by today's rights
          }
        }

        if (request.method === 'POST') return; // there is no URL to go on at: the stream has ended
      } catch (error) {
        signal?.throwIfAborted();
        const hopeless = error instanceof ApiError ? !error.transient : false;
        // Before there is a job to go on with, a repeat would start another one, unless the caller made it idempotent.
        const started = request.method === 'GET';
        const most = maxTries ?? (started ? Infinity : FIRST_TRIES);
        if (hopeless || !(started || hasIdempotencyKey(request.headers)) || failures + 1 >= most) throw error;
      } finally {
        watchdog.stop();
        signal?.removeEventListener('abort', give);
        abort.abort(); // the caller left, or the body is at its end
      }

      const ceiling = Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(Math.max(failures, 0), 16));
      await new Promise((resolve) => {
        wake = resolve;
        setTimeout(resolve, ceiling / 2 + (Math.random() * ceiling) / 2);
      });
    }
  } finally {
    unlisten();
  }
}

const hasIdempotencyKey = (headers) => new Headers(headers).has('Idempotency-Key');

function withoutBody(headers) {
  const kept = new Headers(headers);
  for (const name of ['Content-Type', 'Content-Length', 'Idempotency-Key']) kept.delete(name);
  return Object.fromEntries(kept);
}
