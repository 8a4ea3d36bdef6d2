// Runs pipelines of a system through the clients of AG-UI. Usage: node ag-ui.js <url> [<url> …], one url for each Api.
// For each run it compares the client's state and texts with the job's native snapshot. It prints a line for each check; the line
// `waiting <job id>` means that the job's worker is to be killed now.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { HttpAgent } from '@ag-ui/client';
import { ChatClient, fetchServerSentEvents } from '@tanstack/ai-client';
import { resumable } from '../../../Api/wwwroot/sdk/ag-ui.js';
import { stateOf } from './golden.js';
import { check, cutting, done, endless, killed, native, small, spoken, spread, tooLong } from './system.js';

const apis = process.argv.slice(2);
const hello = { id: 'm1', role: 'user', content: 'Hello' };
const url = `${apis[0]}/ag-ui/diagnostics`;

class Agent extends resumable(HttpAgent) {}

const agentOf = (fetch, config = {}) => new Agent({ url, fetch, firstDelayMs: 2, initialMessages: [hello], ...config });

/** The client of TanStack AI, its messages and the custom events it got. */
function chatOf(fetchClient, threadId) {
  const custom = [];
  const client = new ChatClient({
    threadId,
    connection: fetchServerSentEvents(url, { fetchClient, reconnect: { delayMs: 1 } }),
    forwardedProps: small,
    onCustomEvent: (name, value) => custom.push(value.seq),
    onError: (error) => { client.failure = error; },
  });
  client.custom = custom;
  return client;
}

const textsOf = (jobId, messages) => messages
  .filter((m) => m.id.startsWith(`${jobId}:`))
  .map((m) => ({ target: m.id.slice(jobId.length + 1), text: m.content ?? m.parts.filter((p) => p.type === 'text').map((p) => p.content).join('') }));

async function same(agent, jobId) {
  const snapshot = await native(apis, jobId);
  assert.deepEqual(agent.state, stateOf(snapshot));
  assert.deepEqual(agent.messages[0], hello);
  assert.deepEqual(textsOf(jobId, agent.messages), snapshot.texts);
  assert.equal(agent.messages.length, 1 + snapshot.texts.length);
  return snapshot;
}

await check('the client as it is', async () => {
  const runId = crypto.randomUUID();
  const agent = new HttpAgent({ url, initialMessages: [hello] });
  const { result } = await agent.runAgent({ runId, forwardedProps: small });
  assert.deepEqual(result, (await same(agent, runId)).summary);

  // The same request again joins the run.
  const again = new HttpAgent({ url, threadId: agent.threadId, initialMessages: [hello] });
  await again.runAgent({ runId, forwardedProps: small });
  assert.deepEqual([again.state, again.messages], [agent.state, agent.messages]);
  await assert.rejects(new HttpAgent({ url, initialMessages: [hello] }).runAgent({ runId, forwardedProps: { items: 1 } }), /409/);
});

await check('cut at every frame, on another Api each time', async () => {
  const runId = crypto.randomUUID();
  const cuts = { count: 0 };
  const agent = agentOf(cutting(spread(apis), cuts));
  await agent.runAgent({ runId, forwardedProps: small });
  const snapshot = await same(agent, runId);
  assert.ok(cuts.count >= snapshot.event_count, `${cuts.count} cuts`);
});

await check('joined late, by the run and by the thread', async () => {
  const runId = crypto.randomUUID();
  const first = agentOf(fetch);
  await first.runAgent({ runId, forwardedProps: small });
  const late = agentOf(spread(apis));
  await late.connectAgent({ runId });
  await same(late, runId);
  const ofThread = agentOf(fetch, { threadId: first.threadId }).clone(); // as a server makes one for each of its requests
  await ofThread.connectAgent();
  await same(ofThread, runId);
  assert.equal(first.clone().runId, runId); // so that the clone can cancel the run
  assert.equal((await late.getCapabilities()).transport.resumable, true);
  await assert.rejects(agentOf(fetch).connectAgent({ runId: 'never started' }), /404/);
});

await check('canceled', async () => {
  const agent = agentOf(fetch);
  let outcome = null;
  const run = agent.runAgent({ runId: 'a name of the client\'s own', forwardedProps: endless }, {
    onRunFinishedEvent: (event) => { outcome = event.outcome; },
    onStepStartedEvent: () => { void agent.cancelRun(); },
  });
  await run;
  assert.equal(outcome, 'cancelled');
  const snapshot = await same(agent, agent.state.job_id);
  assert.equal(snapshot.status, 'canceled');
});

await check('failed', async () => {
  const agent = agentOf(fetch);
  let failure = null;
  await agent.runAgent({ runId: crypto.randomUUID(), forwardedProps: tooLong }, { onRunErrorEvent: ({ event }) => { failure = event; } })
    .catch(() => {});
  const { error } = await same(agent, agent.state.job_id);
  assert.deepEqual([failure.code, failure.message], [error.code, error.message]);
});

await check('TanStack AI, cut at every frame; its thread after that', async () => {
  const threadId = crypto.randomUUID();
  const cuts = { count: 0 };
  const chat = chatOf(cutting(spread(apis), cuts), threadId);
  await chat.sendMessage('Hello');
  assert.equal(chat.failure, undefined);
  const thread = await (await fetch(`${url}?threadId=${threadId}`)).json();
  assert.deepEqual(thread.activeRun, null);
  const jobId = thread.messages.at(-1).id.slice(0, 36);
  const snapshot = await native(apis, jobId);
  assert.deepEqual(textsOf(jobId, chat.getMessages()), snapshot.texts);
  assert.deepEqual(textsOf(jobId, thread.messages), snapshot.texts);
  assert.deepEqual(thread.messages[0].parts, [{ type: 'text', content: 'Hello' }]);
  assert.deepEqual(chat.custom, [...new Set(chat.custom)].sort((a, b) => a - b));
  assert.ok(cuts.count > snapshot.texts.length, `${cuts.count} cuts`);
});

await check('the worker is killed in the middle of a text', async () => {
  const runId = crypto.randomUUID();
  const agent = agentOf(spread(apis));
  const late = agentOf(fetch);
  let resets = 0;
  let begun = false;
  await agent.runAgent({ runId, forwardedProps: spoken }, {
    onTextMessageContentEvent: () => {
      if (!begun) killed(runId);
      begun = true;
    },
    onCustomEvent: ({ event }) => { resets += event.name === 'attempt_reset' ? 1 : 0; },
  });
  await late.connectAgent({ runId });
  await same(agent, runId);
  await same(late, runId);
  assert.equal(resets, 1);
});

done();
