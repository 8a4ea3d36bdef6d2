// Reads logs of jobs through the client of Durable Streams. Usage: node durable-streams.js <url> [<url> …], one url for each Api.
// It compares what the client has with the native log. For what it prints see ag-ui.js.

import assert from 'node:assert/strict';
import { stream } from '@durable-streams/client';
import { check, done, endless, killed, longer, small, spoken, spread, tooLong } from './system.js';

const apis = process.argv.slice(2);

async function start(data) {
  const response = await fetch(`${apis[0]}/api/jobs/diagnostics`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(data),
  });
  return (await response.json()).job_id;
}

const open = (jobId, options) => stream({ url: `${apis[0]}/streams/${jobId}`, json: true, warnOnHttp: false, ...options });

/** All messages to the end of the log, and the offset behind each batch. */
async function read(jobId, { onitem = () => {}, ...options } = {}) {
  const items = [];
  const offsets = [];
  const log = await open(jobId, { offset: '-1', live: 'sse', ...options });
  await new Promise((resolve, reject) => {
    log.closed.catch(reject);
    log.subscribeJson(async (batch) => {
      items.push(...batch.items);
      offsets.push(batch.offset);
      batch.items.forEach(onitem);
      if (batch.streamClosed) resolve();
    });
  });
  return { items, offsets };
}

async function native(jobId) {
  const { events, done: ended } = await (await fetch(`${apis.at(-1)}/api/jobs/${jobId}/events?limit=5000`)).json();
  assert.ok(ended);
  return events;
}

/** Ends each event stream behind its first `control` with an offset that did not come before. */
function cutting(send, cuts) {
  const seen = new Set();
  return async (...request) => {
    const response = await send(...request);
    if (response.headers.get('content-type') !== 'text/event-stream') return response;
    const reader = response.body.getReader();
    let text = '';
    let cut = false;
    const body = new ReadableStream({
      async pull(controller) {
        if (cut) {
          controller.close(); // the client fails when the connection breaks off
          return reader.cancel().catch(() => {});
        }

        for (;;) {
          let end = 0;
          for (const frame of text.split(/(?<=\n\n)/)) {
            end += frame.length;
            const offset = /"streamNextOffset":"([^"]+)"/.exec(frame)?.[1];
            if (!frame.endsWith('\n\n') || offset === undefined || seen.has(offset)) continue;
            seen.add(offset);
            cut = true;
            cuts.count++;
            controller.enqueue(new TextEncoder().encode(text.slice(0, end)));
            return;
          }

          const { value, done: ended } = await reader.read();
          if (ended) {
            if (text) controller.enqueue(new TextEncoder().encode(text));
            return controller.close();
          }

          text += new TextDecoder().decode(value, { stream: true });
        }
      },
    }, { highWaterMark: 0 });
    return new Response(body, { status: response.status, headers: response.headers });
  };
}

const quick = { backoffOptions: { initialDelay: 2, maxDelay: 10, multiplier: 1 }, sseResilience: { minConnectionDuration: 0, maxShortConnections: 1e9, backoffBaseDelay: 1, backoffMaxDelay: 2 } };

await check('live from the start; late, whole and from each place; by long polls', async () => {
  const jobId = await start(small);
  const { items, offsets } = await read(jobId, { fetch: spread(apis) });
  const events = await native(jobId);
  assert.deepEqual(items, events);
  const offsetOf = (e) => `${String(e.attempt).padStart(10, '0')}_${String(e.seq).padStart(19, '0')}`;
  assert.deepEqual(offsets, [...offsets].sort());
  assert.equal(offsets.at(-1), offsetOf(events.at(-1)));
  assert.deepEqual((await read(jobId)).items, events);
  assert.deepEqual((await read(jobId, { live: 'long-poll', fetch: spread(apis) })).items, events);
  const whole = await open(jobId, { offset: '-1', live: false });
  assert.deepEqual(await whole.json(), events);
  assert.ok(whole.streamClosed);
  const middle = offsetOf(events[2]);
  for (const live of [false, 'long-poll', 'sse']) {
    const rest = await open(jobId, { offset: middle, live });
    assert.deepEqual(await rest.json(), events.slice(3));
  }
});

await check('cut behind every offset, on another Api each time', async () => {
  const jobId = await start(longer);
  const cuts = { count: 0 };
  const { items } = await read(jobId, { fetch: cutting(spread(apis), cuts), ...quick });
  const events = await native(jobId);
  assert.deepEqual(items, events);
  assert.ok(cuts.count > 1, `${cuts.count} cuts`); // what is there when a stream is opened has one offset
});

await check('by long polls while the job runs; canceled', async () => {
  const jobId = await start(endless);
  const { items } = await read(jobId, {
    live: 'long-poll',
    fetch: spread(apis),
    onitem: (e) => { if (e.type === 'step_progress') void fetch(`${apis[0]}/api/jobs/${jobId}/cancel`, { method: 'POST' }); },
  });
  assert.deepEqual(items, await native(jobId));
  assert.equal(items.at(-1).status, 'canceled');
});

await check('failed, and tried again', async () => {
  const jobId = await start(tooLong);
  assert.equal((await read(jobId)).items.at(-1).status, 'failed');
  const again = await (await fetch(`${apis[0]}/api/jobs/${jobId}/retry`, { method: 'POST' })).json();
  assert.deepEqual((await read(again.job_id)).items, await native(again.job_id));
});

await check('the worker is killed in the middle of a text', async () => {
  const jobId = await start(spoken);
  let begun = false;
  const { items } = await read(jobId, {
    fetch: spread(apis),
    onitem: (e) => {
      if (e.type !== 'token' || begun) return;
      begun = true;
      killed(jobId);
    },
  });
  assert.deepEqual(items, await native(jobId));
  assert.equal(items.filter((e) => e.type === 'attempt_reset').length, 1);
});

done();
