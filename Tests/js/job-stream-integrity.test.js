import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { sampleLog } from './support/event-log.js';
import { fold } from './support/job-server.js';
import { ids, serve, unfinishedLog, watch } from './support/watched-job.js';

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
