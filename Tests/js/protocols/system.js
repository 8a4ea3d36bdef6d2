import assert from 'node:assert/strict';

/** A job of the diagnostics pipeline that ends soon, with a text of some tokens. */
export const small = { items: 3, rounds: 100, seal_rounds: 40_000 };
/** Still running when a client that was cut comes back, on a busy machine too. */
export const longer = { items: 12, rounds: 250_000, seal_rounds: 1, parallel: 1, share: 25 };
/** Only a cancel ends it. */
export const endless = { items: 2, rounds: 1e11, parallel: 1, share: 5 };
/** It fails: its worker does not take as many rounds. */
export const tooLong = { rounds: 1e12 };
/** Its text is long enough for a worker to be killed in the middle. */
export const spoken = { ...small, seal_rounds: 2_000_000, share: 25 };

const failures = [];

/** Runs a check; a failed one does not end the others. */
export async function check(name, run) {
  const began = Date.now();
  try {
    await run();
    console.log(`ok ${name}, ${Date.now() - began} ms`);
  } catch (error) {
    failures.push(name);
    console.log(`failed ${name}: ${error.stack}`);
  }
}

export function done() {
  console.log('end');
  process.exit(failures.length);
}

/** Asks for the end of the worker that runs a job. */
export function killed(jobId) {
  console.log(`waiting ${jobId}`);
}

export async function native(apis, jobId) {
  const response = await fetch(`${apis.at(-1)}/api/jobs/${jobId}/snapshot`);
  assert.equal(response.status, 200);
  return response.json();
}

/** Sends each request to another Api. */
export function spread(apis) {
  let requests = 0;
  return (url, init) => fetch(String(url).replace(/^https?:\/\/[^/]+/, apis[requests++ % apis.length]), init);
}

/**
 * Breaks each stream off behind the first frame of it that did not come before. Frames without an id stand before such a one.
 * @param {RegExp} [idOf] What tells frames apart, as its first group.
 */
export function cutting(send, cuts, idOf = /^id: (.*)$/m) {
  const seen = new Set();
  /** The end of the first new frame; -1 when it has not come yet. */
  const endOfNews = (text) => {
    let end = 0;
    for (const frame of text.split(/(?<=\n\n)/)) {
      end += frame.length;
      const id = idOf.exec(frame)?.[1];
      if (frame.endsWith('\n\n') && id !== undefined && !seen.has(id)) {
        seen.add(id);
        return end;
      }
    }

    return -1;
  };

  return async (url, init) => {
    const response = await send(url, init);
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response;
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    let cut = false;
    const body = new ReadableStream({
      async pull(controller) {
        if (cut) {
          // What was sent is read: an error drops what is queued.
          cuts.count++;
          controller.error(new TypeError('terminated'));
          reader.cancel().catch(() => {});
          return;
        }

        for (;;) {
          const end = endOfNews(text);
          if (end >= 0) {
            controller.enqueue(new TextEncoder().encode(text.slice(0, end)));
            cut = true;
            return;
          }

          const { value, done: ended } = await reader.read();
          if (ended) {
            if (text) controller.enqueue(new TextEncoder().encode(text));
            return controller.close();
          }

          text += decoder.decode(value, { stream: true });
        }
      },
    }, { highWaterMark: 0 });
    return new Response(body, { status: response.status, headers: response.headers });
  };
}
