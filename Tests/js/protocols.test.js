// The golden frames of the protocols, read by the protocols' own clients: what they have at the end equals the native snapshot.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HttpAgent } from '@ag-ui/client';
import { ChatClient, fetchServerSentEvents } from '@tanstack/ai-client';
import { DefaultChatTransport, readUIMessageStream } from 'ai';
import OpenAI from 'openai';
import { nativeParts, partsOf } from './protocols/ui-parts.js';
import { cutting } from './protocols/system.js';
import { outputOf } from './protocols/responses.js';
import { golden, goldenServer, stateOf, streamOf, vectors } from './protocols/golden.js';

const hello = { id: 'm1', role: 'user', content: 'Hello' };

for (const vector of vectors) {
  test(`AG-UI, ${vector}: @ag-ui/client accepts every event and has the snapshot's state and texts`, async () => {
    const { frames, snapshot } = golden('ag-ui', vector);
    const agent = new HttpAgent({ url: 'http://unused.invalid', initialMessages: [hello], fetch: async () => streamOf(frames) });
    const custom = [];
    let failure = null;
    const run = agent.runAgent({ runId: 'run-1' }, {
      onCustomEvent: ({ event }) => { custom.push(event.value.seq); },
      onRunErrorEvent: ({ event }) => { failure = event; },
    });
    const { result } = await run;
    assert.deepEqual(agent.state, stateOf(snapshot));
    assert.deepEqual(
      agent.messages.map(({ id, name, content }) => [id, name, content]),
      [['m1', undefined, 'Hello'], ...snapshot.texts.map(({ target, text }) => [`${snapshot.job_id}:${target}`, target, text])]);
    if (snapshot.status === 'failed') assert.deepEqual([failure.code, failure.message], [snapshot.error.code, snapshot.error.message]);
    else assert.deepEqual([failure, result], [null, snapshot.status === 'canceled' ? undefined : snapshot.summary]);
    assert.deepEqual(custom, [...new Set(custom)].sort((a, b) => a - b));
  });
}

for (const vector of vectors) {
  test(`AI SDK, ${vector}: ai accepts every chunk and has the snapshot's items and texts`, async () => {
    const { frames, snapshot } = golden('ai-sdk', vector);
    const transport = new DefaultChatTransport({ api: 'http://unused.invalid', fetch: async () => streamOf(frames) });
    const errors = [];
    const stream = await transport.sendMessages({ chatId: 'c', messages: [], trigger: 'submit-message' });
    let message;
    for await (message of readUIMessageStream({ stream, onError: (error) => errors.push(error.message) }));
    assert.equal(message.id, snapshot.job_id);
    assert.deepEqual(partsOf(message), nativeParts(snapshot));
    assert.deepEqual(errors, snapshot.status === 'failed' ? [snapshot.error.message] : []);
  });
}

for (const vector of vectors) {
  test(`TanStack AI, ${vector}: cut behind every frame, @tanstack/ai-client has the snapshot's texts and each event once`, async () => {
    const { frames, snapshot } = golden('ag-ui', vector);
    const cuts = { count: 0 };
    const custom = [];
    const errors = [];
    const chat = new ChatClient({
      threadId: 'thread-1',
      connection: fetchServerSentEvents('http://unused.invalid', { fetchClient: cutting(goldenServer(frames), cuts), reconnect: { delayMs: 1 } }),
      onCustomEvent: (_, value) => custom.push(value.seq),
      onError: (error) => errors.push(error.message),
    });
    await chat.sendMessage('Hello');
    const texts = chat.getMessages().filter((m) => m.id.startsWith(`${snapshot.job_id}:`))
      .map((m) => ({ target: m.id.slice(37), text: m.parts.filter((p) => p.type === 'text').map((p) => p.content).join('') }));
    assert.deepEqual(texts, snapshot.texts);
    assert.deepEqual(errors, snapshot.status === 'failed' ? [snapshot.error.message] : []);
    assert.deepEqual(custom, [...new Set(custom)].sort((a, b) => a - b));
    assert.equal(cuts.count, frames.length);
  });
}

for (const vector of vectors) {
  test(`OpenAI Responses, ${vector}: openai accepts every event and has the snapshot's state and texts`, async () => {
    const { frames, snapshot } = golden('openai', vector);
    const openai = new OpenAI({ baseURL: 'http://unused.invalid/v1', apiKey: 'none', fetch: async () => streamOf(frames) });
    const numbers = [];
    const stream = openai.responses.stream({ model: snapshot.pipeline, input: 'Hello' }).on('event', (event) => numbers.push(event.sequence_number));
    const response = await stream.finalResponse();
    assert.deepEqual(outputOf(response), outputOf.native(snapshot));
    const { texts, ...state } = snapshot;
    assert.deepEqual(response.job, state);
    assert.deepEqual(numbers, frames.map((_, i) => i));
    assert.equal(response.error?.message, snapshot.error?.message);
  });
}
