import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { JobStream } from '../../Api/wwwroot/sdk/job-stream.js';
import { streamPost } from '../../Api/wwwroot/sdk/post-stream.js';
import { Watchdog } from '../../Api/wwwroot/sdk/watchdog.js';
import { sampleLog } from './support/event-log.js';
import { NodeEventSource } from './support/event-source.js';
import { Connection, JobServer } from './support/job-server.js';

const STALE_MS = 80;
const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** What the clients use of a window. */
function fakePage() {
  const page = Object.assign(new EventTarget(), { document: Object.assign(new EventTarget(), { visibilityState: 'visible' }) });
  page.show = (visible) => {
    page.document.visibilityState = visible ? 'visible' : 'hidden';
    page.document.dispatchEvent(new Event('visibilitychange'));
  };
  return page;
}

async function until(condition) {
  for (let tries = 0; !condition(); tries++) {
    assert.ok(tries < 2000, 'it does not happen');
    await sleep(5);
  }
}

/** A server whose streams say nothing after the first events. */
async function silentServer(log, connections) {
  const server = await JobServer.start(log);
  cleanups.push(() => server.stop());
  server.script = Array.from({ length: connections }, () => (c) => c.open().send(log.events[0]));
  return server;
}

test('a hidden page keeps a silent connection, and catches up at once when it is shown', async () => {
  const log = sampleLog();
  const server = await silentServer(log, 1);
  const page = fakePage();
  const stream = new JobStream(log.jobId, { base: server.base, EventSource: NodeEventSource, replay: true, staleAfterMs: STALE_MS, changeIntervalMs: 1, lifecycle: page });
  cleanups.push(() => stream.close());
  page.show(false);
  stream.connect();
  await until(() => stream.connection.state === 'live');
  await sleep(4 * STALE_MS);
  assert.equal(stream.connection.state, 'live');
  assert.equal(server.streamRequests.length, 1);
  page.show(true);
  await stream.finished;
  assert.equal(stream.verified, true);
});

for (const [name, wake] of [
  ['online', (page) => page.dispatchEvent(new Event('online'))],
  ['focus', (page) => page.dispatchEvent(new Event('focus'))],
  ['pageshow', (page) => page.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))],
  ['visibilitychange', (page) => page.show(true)],
  ['resume', (page) => page.document.dispatchEvent(new Event('resume'))],
]) {
  test(`after ${name} a stream tries at once, however often it has failed`, async () => {
    const log = sampleLog();
    const server = await JobServer.start(log);
    cleanups.push(() => server.stop());
    server.script = Array.from({ length: 30 }, () => (c) => c.cut());
    const page = fakePage();
    const stream = new JobStream(log.jobId, { base: server.base, EventSource: NodeEventSource, replay: true, minBackoffMs: 60_000, maxBackoffMs: 60_000, changeIntervalMs: 1, lifecycle: page });
    cleanups.push(() => stream.close());
    stream.connect();
    for (let tries = 1; tries <= 30; tries++) {
      await until(() => server.streamRequests.length === tries && stream.connection.nextTryAt !== null);
      wake(page);
    }

    await stream.finished;
  });
}

test('a timer that is late, as after a sleep, is no proof of silence', async () => {
  let silent = 0;
  const watchdog = new Watchdog(STALE_MS, () => silent++);
  cleanups.push(() => watchdog.stop());
  watchdog.start();
  for (const end = Date.now() + 3 * STALE_MS; Date.now() < end; ); // the page sleeps
  await sleep(1); // the timer runs before the frames that have come meanwhile
  assert.equal(silent, 0);
  watchdog.heard();
  await sleep(STALE_MS / 2);
  assert.equal(silent, 0);
  await until(() => silent > 0); // really silent
});

/** A POST that breaks off after the first event; the rest is at Location. */
async function breakingPost(log, script, silent = false) {
  const jobs = await JobServer.start(log);
  jobs.script = script;
  const front = createServer((request, response) => {
    request.resume();
    response.setHeader('Location', `${jobs.base}/api/jobs/${log.jobId}/stream`);
    const connection = new Connection(log, response, null, false).open().send(log.events[0]);
    if (!silent) setTimeout(() => connection.cut(), 5);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  cleanups.push(async () => {
    front.closeAllConnections();
    front.close();
    await jobs.stop();
  });
  return { url: `http://127.0.0.1:${front.address().port}/post`, jobs };
}

const collect = async (stream) => {
  const ids = [];
  for await (const frame of stream) ids.push(frame.id);
  return ids;
};

test('a resumed stream that drops before any new id resumes from the same cursor, as often as it takes', async () => {
  const log = sampleLog();
  const { url, jobs } = await breakingPost(log, Array.from({ length: 20 }, (_, i) => (c) => (i % 2 ? c.refuse(502) : setTimeout(() => c.open().cut(), 2))));
  assert.deepEqual(await collect(streamPost(url, { body: '{}', minBackoffMs: 1, maxBackoffMs: 2 })), log.events.map((e) => e.id));
  assert.deepEqual(jobs.streamRequests.slice(0, 21).map((r) => r.lastEventId), Array.from({ length: 21 }, () => log.events[0].id));
});

test('a POST stream of a hidden page waits, and goes on at once when the page is shown', async () => {
  const log = sampleLog();
  const { url, jobs } = await breakingPost(log, [], true);
  const page = fakePage();
  page.show(false);
  const reading = collect(streamPost(url, { body: '{}', minBackoffMs: 1, staleAfterMs: STALE_MS, lifecycle: page }));
  await sleep(4 * STALE_MS);
  assert.equal(jobs.streamRequests.length, 0);
  page.show(true);
  assert.deepEqual(await reading, log.events.map((e) => e.id));
});

test('a page that comes back ends the pause between two tries of a POST stream', async () => {
  const log = sampleLog();
  const { url } = await breakingPost(log, [(c) => c.refuse(502)]);
  const page = fakePage();
  const reading = collect(streamPost(url, { body: '{}', minBackoffMs: 60_000, maxBackoffMs: 60_000, lifecycle: page }));
  const nudge = setInterval(() => page.dispatchEvent(new Event('online')), 5);
  cleanups.push(() => clearInterval(nudge));
  assert.deepEqual(await reading, log.events.map((e) => e.id));
});
