import { watchLifecycle } from './page-lifecycle.js';
import { Watchdog } from './watchdog.js';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
const STALE_AFTER_MS = 35_000; // more than two heartbeats

/** Statuses of a request that another try can't help. */
const isFinal = (status) => status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;

/**
 * A `fetch` whose event streams go on by themselves. When the response breaks off, is silent for too long or ends before `isEnd` of its data is
 * true, the same request is sent again with `Last-Event-ID`, and the reader sees one response without a gap and without a repeated frame. A POST that is
 * repeated must name its run, so that it joins the run and starts no other one.
 *
 * `isEnd(data)` gets the parsed JSON of a frame.
 */
export function resumingFetch({ fetch = (...request) => globalThis.fetch(...request), isEnd, firstDelayMs = FIRST_DELAY_MS, staleAfterMs = STALE_AFTER_MS }) {
  return async (url, init = {}) => {
    const response = await fetch(url, init);
    if (!response.ok || !response.body || !response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
    const again = (lastEventId) => fetch(url, { ...init, headers: withCursor(init.headers, lastEventId) });
    const frames = resumed(response, again, isEnd, init.signal, firstDelayMs, staleAfterMs);
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      async pull(controller) {
        try {
          const { value, done } = await frames.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          controller.error(error);
        }
      },
      cancel: () => frames.return(),
    });
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

async function* resumed(response, again, isEnd, signal, firstDelayMs, staleAfterMs) {
  const cursor = new Cursor();
  let failures = 0;
  for (let resuming = false; ; resuming = true) {
    try {
      for await (const frame of framesOf(response, staleAfterMs)) {
        const { id, data } = read(frame);
        if (data === null) continue; // a comment, or the delay for another kind of client
        if (id === null ? resuming : !cursor.take(id)) continue; // what a client without the frames before would need
        failures = 0;
        yield frame;
        if (isEnd(JSON.parse(data))) return;
      }
    } catch (error) {
      if (signal?.aborted || cursor.last === null) throw error;
    }

    if (cursor.last === null) return;
    do {
      await delay(failures++, firstDelayMs, signal);
      response = await again(cursor.last).catch((error) => {
        if (signal?.aborted) throw error;
      });
      if (response && isFinal(response.status)) throw new Error(`The stream can't be resumed: ${response.status} ${await response.text()}`);
      if (response && !response.ok) await response.body?.cancel();
    } while (!response?.ok || !response.body);
  }
}

/** The place in the stream, and the frames of the event at that place that came already. */
class Cursor {
  last = null;
  #seen = new Set();

  /** False for a frame that came already. */
  take(id) {
    if (this.#seen.has(id)) return false;
    if (!id.includes('.')) this.#seen.clear(); // the last frame of its event: none of them comes again
    this.#seen.add(id);
    this.last = id;
    return true;
  }
}

async function* framesOf(response, staleAfterMs) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const leave = () => reader.cancel().catch(() => {}); // its connection may be broken already
  const page = typeof document === 'undefined' ? null : globalThis;
  const watchdog = new Watchdog(staleAfterMs, leave, page);
  const unlisten = page ? watchLifecycle(page, { look: () => watchdog.look(), doubt: leave }) : () => {};
  let text = '';
  try {
    for (;;) {
      watchdog.start();
      const { value, done } = await reader.read();
      watchdog.stop(); // a slow reader is no silence
      if (done) return; // the rest is a frame that was cut
      text += decoder.decode(value, { stream: true });
      const frames = text.split('\n\n');
      text = frames.pop();
      for (const frame of frames) yield `${frame}\n\n`;
    }
  } finally {
    watchdog.stop();
    unlisten();
    leave();
  }
}

function read(frame) {
  let id = null;
  const data = [];
  for (const line of frame.split('\n')) {
    if (line.startsWith('id:')) id = line.slice(3).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5));
  }

  return { id, data: data.length > 0 ? data.join('\n') : null };
}

function withCursor(headers, lastEventId) {
  const all = new Headers(headers);
  all.set('Last-Event-ID', lastEventId);
  return all;
}

function delay(failures, firstDelayMs, signal) {
  const most = Math.min(LONGEST_DELAY_MS, firstDelayMs * 2 ** Math.min(failures, 20));
  return new Promise((resolve, reject) => {
    const leave = () => { clearTimeout(timer); reject(signal.reason); };
    const timer = setTimeout(() => { signal?.removeEventListener('abort', leave); resolve(); }, most * (0.5 + Math.random() / 2));
    signal?.addEventListener('abort', leave, { once: true });
  });
}
