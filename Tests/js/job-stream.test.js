import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { JobStream } from '../../Api/wwwroot/sdk/job-stream.js';
import { sampleLog } from './support/event-log.js';
import { NodeEventSource } from './support/event-source.js';
import { fold } from './support/job-server.js';
import { FAST, cleanups, ids, serve, unfinishedLog, watch } from './support/watched-job.js';

test('a job that is gone fails at once and for good', async () => {
  const log = unfinishedLog();
  const server = await serve(log);
  server.script = [(c) => {
    c.open();
    log.events.forEach((event) => c.send(event));
    c.response.end(`event: gone\ndata: ${JSON.stringify({ type: 'gone', job_id: log.jobId, message: 'It was lost.' })}\n\n`);
  }];
  const { stream, states } = watch(server, log);
  await assert.rejects(stream.finished, { status: 404, message: 'It was lost.' });
  assert.deepEqual(states, ['connecting', 'live', 'failed']);
  assert.equal(server.requests.length, 1);
});

test('the whole log arrives, is folded and verified by its digest', async () => {
  const log = sampleLog();
  const { stream, seen, states } = watch(await serve(log), log);
  assert.deepEqual(await stream.finished, fold(log));
  assert.deepEqual(seen, ids(log));
  assert.equal(stream.verified, true);
  assert.deepEqual(states, ['connecting', 'live', 'finished']);
});

test('a connection that breaks after every single event loses and doubles nothing', async () => {
  const log = sampleLog(30);
  const server = await serve(log);
  server.script = log.events.slice(0, -1).map(() => (c) => {
    c.open().send(c.log.after(c.cursor)[0]);
    setTimeout(() => c.cut(), 2);
  });
  const { stream, seen, states } = watch(server, log);
  await stream.finished;
  assert.deepEqual(seen, ids(log));
  assert.equal(stream.verified, true);
  assert.ok(states.includes('reconnecting'));
  assert.deepEqual(server.streamRequests.map((r) => new URL(r.url, server.base).searchParams.get('last_event_id')), ['0-0', ...ids(log).slice(0, -1)]);
});

for (const status of [502, 503, 500]) {
  test(`the stream recovers from a ${status}, which ends an EventSource for good`, async () => {
    const log = sampleLog();
    const server = await serve(log);
    server.script = [
      (c) => {
        c.open();
        log.events.slice(0, 5).forEach((e) => c.send(e));
        setTimeout(() => c.cut(), 5);
      },
      (c) => c.refuse(status),
      (c) => c.refuse(status),
    ];
    const { stream, seen } = watch(server, log);
    await stream.finished;
    assert.deepEqual(seen, ids(log));
    assert.equal(stream.verified, true);
  });
}

test('a stream that is silent for too long becomes stale and reconnects', async () => {
  const log = unfinishedLog();
  const server = await serve(log);
  server.script = [(c) => c.open().send(log.events[0])];
  const { stream, states, seen } = watch(server, log, { staleAfterMs: 60 });
  while (seen.length < 2) await once(stream, 'event');
  assert.ok(states.includes('stale'));
  assert.equal(stream.connection.state, 'live');
  assert.deepEqual(seen, ids(log));
});

test('heartbeats keep a quiet stream live', async () => {
  const log = unfinishedLog();
  const server = await serve(log);
  server.heartbeatMs = 20;
  const { stream, states } = watch(server, log, { staleAfterMs: 400 });
  for (let i = 0; i < 30; i++) await once(stream, 'heartbeat');
  assert.deepEqual(states, ['connecting', 'live']);
  assert.equal(server.streamRequests.length, 1);
});

test('a heartbeat that shows missing events leads to a reconnect', async () => {
  const log = sampleLog();
  const server = await serve(log);
  server.script = [(c) => c.open().send(log.events[0]).heartbeat().heartbeat()];
  const { stream, seen } = watch(server, log);
  await stream.finished;
  assert.deepEqual(seen, ids(log));
});

test('a waiting stream reports the time of its next try, and waits longer each time', async () => {
  const log = unfinishedLog();
  const server = await serve(log);
  server.script = Array.from({ length: 4 }, () => (c) => c.open().end());
  const waits = [];
  const stream = new JobStream(log.jobId, { base: server.base, EventSource: NodeEventSource, replay: true, ...FAST, random: () => 1, minBackoffMs: 4, maxBackoffMs: 1000 });
  cleanups.push(() => stream.close());
  stream.addEventListener('connection', ({ detail }) => detail.nextTryAt && waits.push([detail.tries, detail.nextTryAt - detail.since > 0]));
  stream.connect();
  await once(stream, 'event');
  assert.deepEqual(waits.map(([tries]) => tries), [1, 2, 3, 4]);
  assert.ok(waits.every(([, later]) => later));
});

test('a job that does not exist is a failure, not an endless loop', async () => {
  const log = sampleLog();
  const server = await serve(log);
  server.logs.clear();
  const { stream } = watch(server, log);
  await assert.rejects(stream.finished, { name: 'ApiError', status: 404 });
  assert.equal(stream.connection.state, 'failed');
});

test('changes are coalesced and the last one always comes', async () => {
  const log = sampleLog(500);
  const { stream } = watch(await serve(log), log, { changeIntervalMs: 1000 });
  let changes = 0;
  stream.addEventListener('change', () => changes++);
  await stream.finished;
  assert.ok(changes <= 4, `${changes} changes`);
});

test('a connection that is cut comes back from its cursor after the given time', async () => {
  const log = sampleLog();
  const server = await serve(log);
  server.script = [(c) => c.open().send(log.events[0]).send(log.events[1])]; // then silence
  const { stream, seen, states } = watch(server, log);
  await once(stream, 'event');
  while (seen.length < 2) await once(stream, 'event');
  const cutAt = Date.now();
  stream.cut(60);
  assert.equal(stream.connection.state, 'reconnecting');
  assert.ok(stream.connection.nextTryAt >= cutAt + 60);
  await stream.finished;
  assert.deepEqual(seen, ids(log));
  assert.equal(stream.verified, true);
  assert.deepEqual(states, ['connecting', 'live', 'reconnecting', 'live', 'finished']);
  assert.equal(new URL(server.streamRequests[1].url, server.base).searchParams.get('last_event_id'), log.events[1].id);
  stream.cut(1); // of an ended stream: nothing
  assert.equal(stream.connection.state, 'finished');
});

test('after close no event comes', async () => {
  const log = unfinishedLog();
  const server = await serve(log);
  const { stream, seen } = watch(server, log);
  while (seen.length < 2) await once(stream, 'event');
  stream.close();
  log.add('metric_update', { name: 'x', value: 1 });
  await assert.rejects(stream.finished, { name: 'AbortError' });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(seen, ['0-1', '1-2']);
});

test('cancel and retry ask the server', async () => {
  const log = unfinishedLog();
  const server = await serve(log);
  const { stream } = watch(server, log);
  await stream.cancel();
  const next = await stream.retry();
  assert.equal(next.retry_of, log.jobId);
  assert.deepEqual(server.requests.filter((r) => r.method === 'POST').map((r) => r.url), [`/api/jobs/${log.jobId}/cancel`, `/api/jobs/${log.jobId}/retry`]);
});
