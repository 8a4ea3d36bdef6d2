import { readFileSync } from 'node:fs';

const text = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The golden frames of a protocol, and the snapshot of the log that they are made of. */
export function golden(protocol, vector) {
  const { snapshots } = JSON.parse(text(`Vectors/${vector}.json`));
  return { frames: text(`Protocols/Golden/${protocol}/${vector}.txt`).split(/(?<=\n\n)/), snapshot: Object.values(snapshots).at(-1) };
}

export const vectors = ['every-type', 'two-resets', 'texts', 'retry-of'];

/** A response that is broken off after these frames; with `end` it ends. */
export function streamOf(frames, { end = true, headers = {} } = {}) {
  const left = [...frames];
  const body = new ReadableStream({
    pull(controller) {
      if (left.length > 0) controller.enqueue(new TextEncoder().encode(left.shift()));
      else if (end) controller.close();
      else controller.error(new TypeError('terminated'));
    },
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers } });
}

/** The members of a snapshot that are the state of an AG-UI run. */
export function stateOf({ texts, ...state }) {
  return state;
}

export const idsOf = (frames) => frames.map((frame) => /^id: (.*)$/m.exec(frame)?.[1]);

/** A `fetch` that serves the frames after the cursor as the Api does: behind what is open at that place, and all frames of an event that the client has in part. */
export function goldenServer(frames, requests = [], end) {
  const ids = idsOf(frames);
  return async (_, init = {}) => {
    const cursor = new Headers(init.headers).get('Last-Event-ID');
    requests.push(cursor);
    if (cursor === null) return streamOf(frames.slice(0, end?.() ?? frames.length));
    const first = cursor.includes('.') ? ids.findIndex((id) => id.startsWith(`${cursor.split('.')[0]}.`)) : ids.indexOf(cursor) + 1;
    if (first === frames.length) frames = [...frames, frames.at(-1).replace(/^id: .*\n/, '')]; // the end comes again
    return streamOf([': heartbeat\n\n', 'data: {"type":"RUN_STARTED","threadId":"thread-1","runId":"run-1"}\n\n', ...frames.slice(first, end?.() ?? frames.length)]);
  };
}
