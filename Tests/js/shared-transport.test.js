import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterEach, test } from 'node:test';
import { JobStream, sharedTransport } from '../../Api/wwwroot/sdk/job-stream.js';
import { EventLog, sampleLog } from './support/event-log.js';
import { NodeEventSource } from './support/event-source.js';
import { fold, JobServer } from './support/job-server.js';
import { Locks } from './support/locks.js';

const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(...logs) {
  const server = await JobServer.start(...logs);
  cleanups.push(() => server.stop());
  return server;
}

/** A browser with tabs: they share locks and channel, each has its own transport. */
function browser(server, options = {}) {
  const locks = new Locks();
  const name = randomUUID();
  return () => {
    const transport = sharedTransport({ base: server.base, name, locks, EventSource: NodeEventSource, ...options });
    cleanups.push(() => transport.close());
    return {
      transport,
      watch(log, options = {}) {
        const stream = new JobStream(log.jobId, { base: server.base, transport, minBackoffMs: 5, maxBackoffMs: 40, changeIntervalMs: 1, ...options });
        cleanups.push(() => stream.close());
        const seen = [];
        stream.addEventListener('event', (e) => seen.push(e.detail.id));
        return { stream: stream.connect(), seen };
      },
    };
  };
}

function startedLog() {
  const log = new EventLog();
  log.add('job_status', { status: 'queued', pipeline: 'p' });
  log.attempt = 1;
  return log;
}

const finish = (log) => {
  log.add('job_status', { status: 'completed' });
  log.add('done');
};
const streams = (server) => server.requests.filter((r) => r.url.startsWith('/api/streams'));
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
};

test('without Web Locks there is no shared transport', () => {
  assert.equal(sharedTransport({ locks: null }), null);
});

test('ten tabs on ten jobs use one connection at a time and see everything', async () => {
  const logs = Array.from({ length: 10 }, () => startedLog());
  const server = await serve(...logs);
  const openTab = browser(server);
  const tabs = logs.map((log) => openTab().watch(log));
  await until(() => tabs.every(({ stream }) => stream.connection.state === 'live'));
  for (let i = 0; i < 20; i++) for (const log of logs) log.add('metric_update', { name: 'm', value: i });
  logs.forEach(finish);
  const ends = await Promise.all(tabs.map(({ stream }) => stream.finished));
  ends.forEach((end, i) => assert.deepEqual(end, fold(logs[i])));
  assert.ok(tabs.every(({ stream }) => stream.verified));
  assert.equal(server.requests.filter((r) => r.url.endsWith('/stream')).length, 0);
});

test('two tabs on one job share it, and the later one begins with the snapshot', async () => {
  const log = startedLog();
  const server = await serve(log);
  const openTab = browser(server);
  const first = openTab().watch(log);
  await until(() => first.stream.connection.state === 'live');
  log.add('metric_update', { name: 'm', value: 1 });
  await until(() => first.seen.length === 1);
  const second = openTab().watch(log);
  await once(second.stream, 'snapshot');
  await until(() => second.stream.connection.state === 'live');
  finish(log);
  assert.deepEqual(await first.stream.finished, fold(log));
  assert.deepEqual(await second.stream.finished, fold(log));
  assert.deepEqual(first.seen, ['1-2', '1-3', '1-4']);
  assert.deepEqual(second.seen, ['1-3', '1-4']);
});

test('when the leading tab closes, another tab continues without loss', async () => {
  const log = startedLog();
  const server = await serve(log);
  const openTab = browser(server);
  const leader = openTab();
  const led = leader.watch(log);
  const other = openTab().watch(log);
  await until(() => [led, other].every(({ stream }) => stream.connection.state === 'live'));
  log.add('metric_update', { name: 'm', value: 1 });
  await until(() => other.seen.length === 1);
  led.stream.close();
  leader.transport.close();
  log.add('metric_update', { name: 'm', value: 2 });
  finish(log);
  assert.deepEqual(await other.stream.finished, fold(log));
  assert.deepEqual(other.seen, ['1-2', '1-3', '1-4', '1-5']);
  assert.equal(other.stream.verified, true);
});

test('a broken or refused shared stream is opened again for all tabs that need it', async () => {
  const log = sampleLog(30);
  const server = await serve(log);
  server.script = [
    (c) => {
      c.open().send(log.events[0]).send(log.events[1]);
      setTimeout(() => c.cut(), 10);
    },
    (c) => c.refuse(502),
  ];
  const openTab = browser(server);
  const tabs = [openTab(), openTab(), openTab()].map((tab) => tab.watch(log, { replay: true }));
  for (const { stream, seen } of tabs) {
    await stream.finished;
    assert.deepEqual(seen, log.events.map((e) => e.id));
    assert.equal(stream.verified, true);
  }

  assert.ok(streams(server).length >= 3);
});

test('a silent shared stream is opened again, even if its connection is still open', async () => {
  const log = sampleLog(30);
  const server = await serve(log);
  server.script = [(c) => c.open().send(log.events[0]).send(log.events[1])];
  const { stream, seen } = browser(server, { silenceMs: 30 })().watch(log, { replay: true, staleAfterMs: 60 });
  await stream.finished;
  assert.deepEqual(seen, log.events.map((e) => e.id));
  assert.equal(streams(server).length, 2);
});

test('a job that no longer exists fails alone, without a request and without another connection', async () => {
  const log = startedLog();
  const lost = startedLog();
  const server = await serve(log, lost);
  const openTab = browser(server);
  server.script = [(c) => {
    const { response } = c.open();
    response.write(`event: gone\ndata: ${JSON.stringify({ type: 'gone', job_id: lost.jobId, message: 'It was lost.' })}\n\n`);
    log.events.forEach((event) => c.send(event));
    log.onAppend((event) => c.send(event));
  }];
  const tab = openTab();
  const [good, bad] = [tab.watch(log, { replay: true }), tab.watch(lost, { replay: true })];
  await assert.rejects(bad.stream.finished, { status: 404, message: 'It was lost.' });
  finish(log);
  assert.deepEqual(await good.stream.finished, fold(log));
  assert.equal(streams(server).length, 1);
});

test('a job that does not exist fails for its tab alone', async () => {
  const log = startedLog();
  const server = await serve(log);
  const openTab = browser(server);
  const good = openTab().watch(log);
  const bad = openTab().watch(new EventLog());
  await assert.rejects(bad.stream.finished, { status: 404 });
  finish(log);
  assert.deepEqual(await good.stream.finished, fold(log));
});
