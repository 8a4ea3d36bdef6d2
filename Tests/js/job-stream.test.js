import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import { JobStream } from '../../Api/wwwroot/sdk/job-stream.js';
import { EventLog, sampleLog } from './support/event-log.js';
import { NodeEventSource } from './support/event-source.js';
import { fold, JobServer } from './support/job-server.js';

const FAST = { minBackoffMs: 5, maxBackoffMs: 40, changeIntervalMs: 1 };
const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(log) {
  const server = await JobServer.start(log);
  cleanups.push(() => server.stop());
  return server;
}

function watch(server, log, options = {}) {
  const stream = new JobStream(log.jobId, { base: server.base, EventSource: NodeEventSource, replay: true, ...FAST, ...options });
  cleanups.push(() => stream.close());
  const seen = [];
  const states = [];
  stream.addEventListener('event', (e) => seen.push(e.detail.id));
  stream.addEventListener('connection', (e) => states.at(-1) === e.detail.state || states.push(e.detail.state));
  return { stream: stream.connect(), seen, states };
}

const ids = (log) => log.events.map((e) => e.id);

function unfinishedLog() {
  const log = new EventLog();
  log.add('job_status', { status: 'queued', pipeline: 'p', steps: ['a'] });
  log.attempt = 1;
  log.add('job_status', { status: 'running' });
  return log;
}

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

test('duplicates are ignored', async () => {
  const log = sampleLog();
  const server = await serve(log);
  server.script = [(c) => {
    c.open();
    for (const e of log.events) c.send(e).send(log.events[0]).send(e);
    c.end();
  }];
  const { stream, seen } = watch(server, log);
  await stream.finished;
  assert.deepEqual(seen, ids(log));
  assert.equal(server.streamRequests.length, 1);
});

test('a hole is noticed and fetched from the last event before it', async () => {
  const log = sampleLog();
  const server = await serve(log);
  server.script = [(c) => {
    c.open();
    log.events.filter((_, i) => i !== 7).forEach((e) => c.send(e));
  }];
  const { stream, seen } = watch(server, log);
  await stream.finished;
  assert.deepEqual(seen, ids(log));
  assert.match(server.streamRequests[1].url, /last_event_id=1-7$/);
});

test('a hole that stays is replaced by the snapshot', async () => {
  const log = sampleLog();
  const server = await serve(log);
  const withHole = (c) => {
    c.open();
    c.log.after(c.cursor).filter((e) => e.id !== '1-8').forEach((e) => c.send(e));
  };
  server.script = [withHole, withHole, withHole];
  const { stream } = watch(server, log);
  assert.deepEqual(await stream.finished, fold(log));
  assert.match(server.streamRequests[3].url, /from=snapshot$/);
});

test('without a state the snapshot comes first, and the rest of the log follows', async () => {
  const log = unfinishedLog();
  const server = await serve(log);
  const { stream, seen } = watch(server, log, { replay: false });
  await once(stream, 'snapshot');
  assert.equal(stream.snapshot.status, 'running');
  log.add('job_status', { status: 'completed' });
  log.add('done');
  assert.deepEqual(await stream.finished, fold(log));
  assert.deepEqual(seen, ['1-3', '1-4']);
  assert.equal(stream.verified, true);
});

test('the stream continues from a kept snapshot', async () => {
  const log = sampleLog();
  const kept = fold({ jobId: log.jobId, events: log.events.slice(0, 9) });
  const { stream, seen } = watch(await serve(log), log, { replay: false, snapshot: structuredClone(kept) });
  assert.deepEqual(await stream.finished, fold(log));
  assert.deepEqual(seen, ids(log).slice(9));
});

test('a kept snapshot of an ended job needs no connection', async () => {
  const log = sampleLog();
  const server = await serve(log);
  const { stream, states } = watch(server, log, { snapshot: fold(log) });
  await stream.finished;
  assert.deepEqual(states, ['finished']);
  assert.equal(server.requests.length, 0);
});

test('a reset replaces the state', async () => {
  const log = sampleLog();
  const other = sampleLog(3, log.jobId);
  const phantom = fold({ jobId: log.jobId, events: [...other.events.slice(0, 4), { ...other.events[4], id: '3-5', data: other.events[4].data.replace('"attempt":1', '"attempt":3') }] });
  const { stream } = watch(await serve(log), log, { replay: false, snapshot: phantom });
  const [reset] = await once(stream, 'reset');
  assert.equal(reset.detail.reason, 'server');
  assert.deepEqual(await stream.finished, fold(log));
});

test('an event of a newer attempt with a known seq means that the log lost events: the stream asks the server', async () => {
  const log = unfinishedLog();
  const server = await serve(log);
  const lost = { id: '1-3', type: 'metric_update', data: JSON.stringify({ type: 'metric_update', job_id: log.jobId, attempt: 1, seq: 3, at: '2026-11-20T13:00:01Z', name: 'fit', value: 1 }) };
  log.attempt = 2;
  const kept = log.add('job_status', { status: 'running', message: 'again' });
  server.script = [(c) => {
    c.open();
    log.events.slice(0, 2).forEach((e) => c.send(e));
    c.send(lost).send(kept);
  }];
  const { stream } = watch(server, log);
  await once(stream, 'reset');
  assert.deepEqual(stream.snapshot, fold(log));
});

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

test('after a wrong digest the stream reads the whole log once more', async () => {
  const log = sampleLog();
  const server = await serve(log);
  server.script = [(c) => {
    c.open();
    log.events.forEach((e, i) => c.send(i === 5 ? { ...e, data: e.data.replace('medium', 'high') } : e));
    c.end();
  }];
  const { stream } = watch(server, log);
  const [reset] = await once(stream, 'reset');
  assert.equal(reset.detail.reason, 'digest_mismatch');
  assert.deepEqual(await stream.finished, fold(log));
  assert.equal(stream.verified, true);
});

test('a digest that stays wrong is reported', async () => {
  const log = sampleLog();
  const server = await serve(log);
  const forged = (c) => {
    c.open();
    log.events.forEach((e, i) => c.send(i === 5 ? { ...e, data: e.data.replace('medium', 'high') } : e));
    c.end();
  };
  server.script = [forged, forged];
  const { stream } = watch(server, log);
  await stream.finished;
  assert.equal(stream.verified, false);
});

test('a job that does not exist is a failure, not an endless loop', async () => {
  const log = sampleLog();
  const server = await serve(log);
  server.logs.clear();
  const { stream } = watch(server, log);
  await assert.rejects(stream.finished, { name: 'ApiError', status: 404 });
  assert.equal(stream.connection.state, 'failed');
});

test('a stream with the last cursor of an ended job, but without its end, loads the snapshot', async () => {
  const log = sampleLog();
  const server = await serve(log);
  const { ended_at, ...kept } = fold(log);
  const { stream } = watch(server, log, { replay: false, snapshot: kept });
  assert.deepEqual(await stream.finished, fold(log));
});

test('after a frame that is not JSON the stream loads the snapshot', async () => {
  const log = sampleLog();
  const server = await serve(log);
  server.script = [(c) => c.open().send(log.events[0]).send({ ...log.events[1], data: '{"half' })];
  const { stream } = watch(server, log);
  assert.deepEqual(await stream.finished, fold(log));
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
