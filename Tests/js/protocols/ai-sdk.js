// Runs pipelines of a system through the transports of the AI SDK. Usage: node ai-sdk.js <url> [<url> …], one url for each Api.
// It compares the message of each answer with the job's native snapshot. For what it prints see ag-ui.js.

import assert from 'node:assert/strict';
import { WorkflowChatTransport } from '@workflow/ai';
import { DefaultChatTransport, readUIMessageStream } from 'ai';
import { chatFetch } from '../../../Api/wwwroot/sdk/ai-sdk.js';
import { check, cutting, done, endless, killed, native, small, spoken, spread, tooLong } from './system.js';
import { nativeParts, partsOf } from './ui-parts.js';

const apis = process.argv.slice(2);
const api = `${apis[0]}/ui/diagnostics`;
const hello = () => ({ id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: 'Hello' }] });

/** Sends a message and reads the answer to its end. */
async function ask(transport, { chatId = crypto.randomUUID(), message = hello(), onMessage = () => {} } = {}) {
  const stream = await transport.sendMessages({ chatId, messages: [message], trigger: 'submit-message' });
  return read(stream, onMessage);
}

async function read(stream, onMessage = () => {}) {
  const errors = [];
  let message;
  for await (message of readUIMessageStream({ stream, onError: (error) => errors.push(error.message) })) await onMessage(message);
  return { message, errors };
}

async function same({ message, errors }) {
  const snapshot = await native(apis, message.id);
  assert.deepEqual(partsOf(message), nativeParts(snapshot));
  assert.deepEqual(errors, snapshot.status === 'failed' ? [snapshot.error.message] : []);
  return snapshot;
}

const transportOf = (fetch, body = small) => new DefaultChatTransport({ api, fetch, body });

await check('the transport as it is; the same request again is the same answer', async () => {
  const chatId = crypto.randomUUID();
  const message = hello();
  const transport = transportOf(fetch);
  const answer = await ask(transport, { chatId, message });
  await same(answer);
  assert.deepEqual((await ask(transport, { chatId, message })).message, answer.message);
  assert.equal(await transport.reconnectToStream({ chatId }), null); // nothing runs
  assert.equal(await transport.reconnectToStream({ chatId: 'never seen' }), null);
});

await check('reconnected in the middle, cut at every chunk, then stopped', async () => {
  const chatId = crypto.randomUUID();
  const transport = transportOf(fetch, endless);
  const stopping = new AbortController();
  const stream = await transport.sendMessages({ chatId, messages: [hello()], trigger: 'submit-message', abortSignal: stopping.signal });
  const reader = stream.getReader();
  const { value: start } = await reader.read();
  stopping.abort();
  await assert.rejects(async () => { for (;;) if ((await reader.read()).done) throw new Error('ended'); }, { name: 'AbortError' });
  const cuts = { count: 0 };
  const again = await transportOf(chatFetch(cutting(spread(apis), cuts), { firstDelayMs: 2 })).reconnectToStream({ chatId });
  let stops = 0;
  const answer = await read(again, async (message) => {
    if (message.parts.some((p) => p.type === 'data-step' && p.data.status !== 'pending') && stops++ === 0) {
      const stopped = await fetch(`${api}/${chatId}/stream`, { method: 'DELETE' });
      assert.ok(stopped.ok);
    }
  });
  assert.equal(answer.message.id, start.messageId);
  assert.equal((await same(answer)).status, 'canceled');
  assert.ok(cuts.count >= 5, `${cuts.count} cuts`);
});

await check('cut at every chunk, on another Api each time', async () => {
  const cuts = { count: 0 };
  const answer = await ask(transportOf(chatFetch(cutting(spread(apis), cuts), { firstDelayMs: 2 })));
  const snapshot = await same(answer);
  assert.ok(cuts.count >= snapshot.steps.length + 3, `${cuts.count} cuts`);
});

await check('failed', async () => {
  assert.equal((await same(await ask(transportOf(chatFetch(fetch), tooLong)))).status, 'failed');
});

await check('the chunks from each index on, as the workflow transport asks', async () => {
  const response = await fetch(api, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ messages: [hello()], ...small }),
  });
  assert.equal(response.headers.get('x-vercel-ai-ui-message-stream'), 'v1');
  const run = response.headers.get('x-workflow-run-id');
  const chunksOf = async (answer) => (await answer.text()).split('\n').filter((line) => line.startsWith('data: {'));
  const all = await chunksOf(response);
  for (const index of [0, 1, 2, 5, all.length - 1, all.length, -1, -7]) {
    const rest = await fetch(`${apis.at(-1)}/ui/diagnostics/${run}/stream?startIndex=${index}`);
    assert.deepEqual(await chunksOf(rest), index < 0 ? all.slice(index) : all.slice(index), `startIndex=${index}`);
    if (index < 0) assert.equal(rest.headers.get('x-workflow-stream-tail-index'), String(all.length - 1));
  }
});

await check('the workflow transport, cut at every chunk, on another Api each time; and a page that shows the last chunks', async () => {
  const cuts = { count: 0 };
  const said = console.error;
  console.error = () => {}; // the transport tells of each cut
  const transport = new WorkflowChatTransport({ api, fetch: cutting(spread(apis), cuts, /^data: (.*)$/m), maxConsecutiveErrors: Infinity });
  const answer = await read(await transport.sendMessages({ chatId: crypto.randomUUID(), messages: [hello()], trigger: 'submit-message', body: small }));
  console.error = said;
  const snapshot = await same(answer);
  assert.ok(cuts.count >= snapshot.steps.length + 3, `${cuts.count} cuts`);

  const chunksFrom = async (initialStartIndex) => {
    const chunks = [];
    for await (const chunk of await new WorkflowChatTransport({ api, initialStartIndex }).reconnectToStream({ chatId: answer.message.id })) chunks.push(chunk);
    return chunks;
  };
  assert.deepEqual(await chunksFrom(-3), (await chunksFrom(0)).slice(-3));
});

await check('a chat whose page is reloaded while the worker is killed in the middle of a text', async () => {
  const transport = transportOf(chatFetch(spread(apis)), spoken);
  const chatId = crypto.randomUUID();
  let begun = false;
  let resets = 0;
  let reloaded;
  const stream = await transport.sendMessages({ chatId, messages: [hello()], trigger: 'submit-message' });
  const counted = stream.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      resets += chunk.type === 'data-reset' ? 1 : 0;
      controller.enqueue(chunk);
    },
  }));
  const answer = await read(counted, async (message) => {
    if (begun || !message.parts.some((p) => p.type === 'text' && p.text.length > 0)) return;
    begun = true;
    reloaded = transport.reconnectToStream({ chatId }).then((again) => read(again));
    killed(message.id);
  });
  await same(answer);
  await same(await reloaded);
  assert.equal(resets, 1);
});

done();
