// Runs pipelines of a system through the package openai. Usage: node openai.js <url> [<url> …], one url for each Api.
// It compares each response with the job's native snapshot. For what it prints see ag-ui.js.

import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { ResponseStream } from 'openai/lib/responses/ResponseStream';
import { check, cutting, done, endless, killed, native, small, spoken, spread, tooLong } from './system.js';
import { outputOf } from './responses.js';

const apis = process.argv.slice(2);
const clientOf = (fetch) => new OpenAI({ baseURL: `${apis[0]}/v1`, apiKey: 'none', fetch, maxRetries: 0 });
const openai = clientOf(spread(apis));
const asked = (input = small) => ({
  model: 'diagnostics', input: 'Hello', metadata: { ...Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)])), mine: 'x' },
});
const jobOf = (id) => id.replace(/^resp_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

async function same(response, status) {
  const snapshot = await native(apis, jobOf(response.id));
  const { texts, ...state } = snapshot;
  assert.deepEqual(outputOf(response), outputOf.native(snapshot));
  assert.deepEqual(response.job, state);
  assert.equal(response.status, status);
  return snapshot;
}

/** Reads a background response to its end, by `starting_after` after each broken connection. */
async function events(client, params, onEvent = () => {}) {
  const all = [];
  let stream = await client.responses.create({ ...params, background: true, stream: true });
  for (;;) {
    try {
      for await (const event of stream) {
        all.push(event);
        onEvent(event);
      }

      assert.match(all.at(-1).type, /^response\.(completed|failed|incomplete)$/); // nothing else may end a stream
      return all;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      stream = await client.responses.retrieve(all[0].response.id, { stream: true, starting_after: all.at(-1).sequence_number });
    }
  }
}

/** What the accumulator of the package makes of events. */
function accumulated(all) {
  const lines = all.map((event) => `${JSON.stringify(event)}\n`).join('');
  return ResponseStream.fromReadableStream(new Response(lines).body).finalResponse();
}

/** The text of a client that only adds what it gets. */
const added = (all) => all.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta).join('');

await check('waited for, polled, streamed, and joined late', async () => {
  const response = await openai.responses.create(asked());
  const snapshot = await same(response, 'completed');
  assert.equal(response.output_text, snapshot.texts[0].text);
  assert.deepEqual([response.metadata.mine, response.background, response.job.summary], ['x', false, snapshot.summary]);

  let polled = await openai.responses.create({ ...asked(), background: true });
  while (/^(queued|in_progress)$/.test(polled.status)) polled = await openai.responses.retrieve(polled.id);
  await same(polled, 'completed');

  const streamed = await openai.responses.stream(asked()).finalResponse();
  await same(streamed, 'completed');
  await same(await openai.responses.stream({ response_id: response.id }).finalResponse(), 'completed');
});

await check('cut at every event, on another Api each time', async () => {
  const cuts = { count: 0 };
  const all = await events(clientOf(cutting(spread(apis), cuts, /"sequence_number":(\d+)/)), asked());
  assert.deepEqual(all.map((event) => event.sequence_number), all.map((_, i) => i));
  const snapshot = await same(await accumulated(all), 'completed');
  assert.deepEqual(all.at(-1).response.output, (await openai.responses.retrieve(all[0].response.id)).output);
  assert.equal(added(all), snapshot.texts[0].text);
  assert.ok(cuts.count >= snapshot.event_count, `${cuts.count} cuts`);
  const others = all.filter((event) => event.job_event).map((event) => event.job_event);
  const tokens = snapshot.event_count - others.length;
  assert.ok(tokens > 0 && others.every((event) => event.type !== 'token'));
  assert.equal(new Set(others.map((event) => event.seq)).size, others.length);
});

await check('canceled', async () => {
  let canceled;
  const all = await events(openai, asked(endless), (event) => {
    if (event.job_event?.type === 'step_progress') canceled ??= openai.responses.cancel(event.response.id);
  });
  await same(await accumulated(all), 'cancelled');
  await same(await canceled, 'cancelled');
  assert.equal((await openai.responses.cancel(all[0].response.id)).status, 'cancelled');

  const waiting = await openai.responses.create({ ...asked(endless), background: true }); // comes before the end of its job
  assert.match(waiting.status, /^(queued|in_progress)$/);
  await same(await openai.responses.cancel(waiting.id), 'cancelled');
});

await check('failed, retried, and deleted', async () => {
  const all = await events(openai, asked(tooLong));
  const { error } = await same(await accumulated(all), 'failed');
  assert.deepEqual([all.at(-1).response.error.code, all.at(-1).response.error.message], [error.code, error.message]);
  const { id } = all[0].response;
  const retried = await (await fetch(`${apis[0]}/api/jobs/${jobOf(id)}/retry`, { method: 'POST' })).json();
  const again = await openai.responses.stream({ response_id: retried.job_id }).finalResponse();
  assert.equal(again.job.retry_of, jobOf(id));
  await same(again, 'failed');
  assert.deepEqual(await openai.responses.delete(id), { id, object: 'response', deleted: true });
  await assert.rejects(openai.responses.retrieve(id), { status: 404, param: 'response_id', type: 'invalid_request_error' });
});

await check('errors', async () => {
  await assert.rejects(openai.responses.create({ ...asked(), model: 'none' }), { status: 404, param: 'model', code: 'model_not_found' });
  await assert.rejects(openai.responses.create(asked({ items: 'many' })), { status: 400, param: 'items' });
  await assert.rejects(openai.responses.create({ ...asked(), metadata: { items: 3 } }), { status: 400, param: 'metadata.items' });
  await assert.rejects(openai.responses.create({ ...asked(), job_input: { items: 'many' } }), { status: 400, param: 'items' });
});

await check('the worker is killed in the middle of a text', async () => {
  let begun = false;
  let resets = 0;
  const all = await events(openai, asked(spoken), (event) => {
    if (event.type === 'response.output_text.delta' && !begun) {
      begun = true;
      killed(jobOf(all0(event)));
    }

    resets += event.job_event?.type === 'attempt_reset' ? 1 : 0;
  });
  const snapshot = await same(await accumulated(all), 'completed');
  assert.equal(resets, 1);
  assert.equal(added(all), snapshot.texts[0].text); // the new attempt wrote the same: nothing of it came twice
  await same(await openai.responses.stream({ response_id: all[0].response.id }).finalResponse(), 'completed');

  /** The response of an event of one of its messages. */
  function all0({ item_id }) {
    return item_id.replace(/^msg_(.{32})_.*$/, 'resp_$1');
  }
});

done();
