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
