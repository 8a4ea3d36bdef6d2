// Sends messages to pipelines of a system through the client of A2A. Usage: node a2a.js <url> [<url> …], one url for each Api.
// It folds the artifacts of each task and compares them with the job's native snapshot. For what it prints see ag-ui.js.

import assert from 'node:assert/strict';
import { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory } from '@a2a-js/sdk/client';
import { Role, TaskState } from '@a2a-js/sdk';
import { stateOf } from './golden.js';
import { check, cutting, done, endless, killed, longer, native, small, spoken, spread, tooLong } from './system.js';

const apis = process.argv.slice(2);

const clientOf = (fetchImpl) => new ClientFactory(ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
  transports: [new JsonRpcTransportFactory({ fetchImpl })],
})).createFromUrl(`${apis[0]}/a2a/diagnostics/`);

const messageOf = (data, more = {}) => ({
  message: {
    messageId: crypto.randomUUID(), contextId: '', taskId: '', role: Role.ROLE_USER, extensions: [], referenceTaskIds: [], metadata: undefined,
    parts: [{ content: { $case: 'data', value: data }, metadata: undefined, filename: '', mediaType: 'application/json' }], ...more,
  },
  configuration: undefined, metadata: undefined, tenant: '',
});

/** The task as its updates make it. */
class Folded {
  artifacts = new Map();
  events = [];

  take({ payload }) {
    const { $case: kind, value } = payload;
    if (kind === 'task') {
      this.task = value;
      this.artifacts = new Map(value.artifacts.map((artifact) => [artifact.artifactId, artifact]));
      this.status = value.status;
      this.metadata = value.metadata;
      return;
    }

    assert.ok(this.task, 'the task is first');
    assert.equal(value.taskId, this.task.id);
    if (kind === 'statusUpdate') {
      this.status = value.status;
      this.metadata = value.metadata;
      if (value.metadata['aspirestreaming/event']) this.events.push(value.metadata['aspirestreaming/event']);
      return;
    }

    const { artifact, append } = value;
    const before = this.artifacts.get(artifact.artifactId);
    if (append) before.parts[0].content.value += artifact.parts[0].content.value;
    else if (artifact.metadata?.['aspirestreaming/void']) this.artifacts.delete(artifact.artifactId);
    else this.artifacts.set(artifact.artifactId, artifact);
  }
}

const partsOf = (artifacts, kind) => [...artifacts.values()].filter((a) => a.artifactId.startsWith(kind)).map((a) => [a.name, a.parts[0].content.value]);
const byName = (a, b) => (a[0] < b[0] ? -1 : 1);

async function same(folded) {
  const snapshot = await native(apis, folded.task.id);
  assert.deepEqual(partsOf(folded.artifacts, 'text:').sort(byName), snapshot.texts.map((t) => [t.target, t.text]).sort(byName));
  assert.deepEqual(partsOf(folded.artifacts, 'result:').sort(byName), snapshot.results.map((r) => [r.key, r.data]).sort(byName));
  assert.deepEqual(folded.artifacts.get('summary')?.parts[0].content.value, snapshot.summary);
  assert.deepEqual(folded.metadata['aspirestreaming/snapshot'], stateOf(snapshot));
  const states = { completed: TaskState.TASK_STATE_COMPLETED, failed: TaskState.TASK_STATE_FAILED, canceled: TaskState.TASK_STATE_CANCELED };
  assert.equal(folded.status.state, states[snapshot.status]);
  return snapshot;
}

async function follow(stream, folded = new Folded(), onevent = () => {}) {
  for await (const event of stream) {
    folded.take(event);
    await onevent(event, folded);
  }

  return folded;
}

await check('the client as it is: card, message, the same message again, task, list', async () => {
  const client = await clientOf(fetch);
  const request = messageOf(small, { contextId: 'a conversation' });
  const folded = await follow(client.sendMessageStream(request));
  const snapshot = await same(folded);
  const again = await client.sendMessage(request);
  assert.equal(again.id, snapshot.job_id);
  assert.equal(again.contextId, 'a conversation');
  assert.equal(again.history[0].messageId, request.message.messageId);
  const read = new Folded();
  read.take({ payload: { $case: 'task', value: await client.getTask({ id: snapshot.job_id, tenant: '' }) } });
  await same(read);
  const list = await client.listTasks({ contextId: 'a conversation', status: 0, pageToken: '', tenant: '', includeArtifacts: true });
  assert.deepEqual(list.tasks.map((task) => task.id), [snapshot.job_id]);
  const all = await client.listTasks({ contextId: '', status: TaskState.TASK_STATE_COMPLETED, pageToken: '', tenant: '', pageSize: 1 });
  assert.equal(all.tasks.length, 1);
  await assert.rejects(follow(client.resubscribeTask({ id: snapshot.job_id, tenant: '' })), /ended/);
  await assert.rejects(client.getTask({ id: crypto.randomUUID(), tenant: '' }), /no such task/);
  await assert.rejects(client.cancelTask({ id: snapshot.job_id, tenant: '', metadata: undefined }), /ended/);
  await assert.rejects(client.deleteTaskPushNotificationConfig({ id: 'x', taskId: snapshot.job_id, tenant: '' }), /push/);
  await assert.rejects(client.sendMessage(messageOf({ items: 'many' })), /items/);
  await assert.rejects(client.sendMessage(messageOf(small, { taskId: snapshot.job_id })), /no further message/);
});

await check('cut behind every frame, on another Api each time', async () => {
  const cuts = { count: 0 };
  const client = await clientOf(cutting(spread(apis), cuts));
  const folded = new Folded();
  await follow(client.sendMessageStream(messageOf(longer)), folded).catch(() => {}); // an ended task has no stream to cut
  for (;;) {
    try {
      await follow(client.resubscribeTask({ id: folded.task.id, tenant: '' }), folded);
    } catch (error) {
      if (/ended/.test(error.message)) break;
    }
  }

  folded.take({ payload: { $case: 'task', value: await client.getTask({ id: folded.task.id, tenant: '' }) } });
  await same(folded);
  assert.ok(cuts.count > 1, `${cuts.count} cuts`);
});

await check('joined late, canceled', async () => {
  const client = await clientOf(spread(apis));
  const task = await client.sendMessage({ ...messageOf(endless), configuration: { acceptedOutputModes: [], taskPushNotificationConfig: undefined, returnImmediately: true } });
  let canceled = null;
  const folded = await follow(client.resubscribeTask({ id: task.id, tenant: '' }), new Folded(), () => {
    canceled ??= client.cancelTask({ id: task.id, tenant: '', metadata: undefined });
  });
  assert.equal((await canceled).id, task.id);
  assert.equal((await same(folded)).status, 'canceled');
});

await check('failed, and tried again', async () => {
  const client = await clientOf(fetch);
  const folded = await follow(client.sendMessageStream(messageOf(tooLong)));
  const failed = await same(folded);
  assert.equal(folded.status.message.parts[0].content.value, failed.error.message);
  const again = await (await fetch(`${apis[0]}/api/jobs/${failed.job_id}/retry`, { method: 'POST' })).json();
  while (!(await native(apis, again.job_id)).ended_at);
  const read = new Folded();
  read.take({ payload: { $case: 'task', value: await client.getTask({ id: again.job_id, tenant: '' }) } });
  await same(read);
});

await check('the worker is killed in the middle of a text', async () => {
  const client = await clientOf(fetch);
  const late = await clientOf(spread(apis));
  let joined = null;
  const folded = await follow(client.sendMessageStream(messageOf(spoken)), new Folded(), ({ payload }, { task }) => {
    if (joined || payload.$case !== 'artifactUpdate' || !payload.value.artifact.artifactId.startsWith('text:')) return;
    joined = follow(late.resubscribeTask({ id: task.id, tenant: '' }));
    killed(task.id);
  });
  await same(folded);
  await same(await joined);
  assert.equal(folded.events.filter((e) => e.type === 'attempt_reset').length, 1);
});

done();
