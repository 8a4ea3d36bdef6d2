import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, test } from 'node:test';
import { streamPost } from '../../Api/wwwroot/sdk/post-stream.js';
import { sampleLog } from './support/event-log.js';
import { Connection, JobServer } from './support/job-server.js';

const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A server whose POST streams `upTo` events of the log and then breaks; the rest is at Location. */
async function breakingServer(log, upTo, { location = true } = {}) {
  const jobs = await JobServer.start(log);
  const posts = [];
  const front = createServer((request, response) => {
    posts.push(request.headers);
    request.resume();
    if (location) response.setHeader('Location', `${jobs.base}/api/jobs/${log.jobId}/stream`);
    const connection = new Connection(log, response, null, false).open();
    log.events.slice(0, upTo).forEach((e) => connection.send(e));
    setTimeout(() => (upTo < log.events.length ? connection.cut() : connection.end()), 5);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  cleanups.push(async () => {
    front.closeAllConnections();
    front.close();
    await jobs.stop();
  });
  return { url: `http://127.0.0.1:${front.address().port}/post`, posts, jobs };
}

const collect = async (stream) => {
  const ids = [];
  for await (const frame of stream) ids.push(frame.id);
  return ids;
};

test('a POST stream that breaks continues at its Location', async () => {
  const log = sampleLog();
  const { url, posts, jobs } = await breakingServer(log, 6);
  const ids = await collect(streamPost(url, { body: '{}', headers: { 'Content-Type': 'application/json' }, minBackoffMs: 2 }));
  assert.deepEqual(ids, log.events.map((e) => e.id));
  assert.equal(posts.length, 1);
  assert.equal(jobs.streamRequests[0].lastEventId, '1-6');
  assert.equal(jobs.streamRequests[0].headers['content-type'], undefined);
});

test('the loop also recovers from breaks of the resumed stream and refusals by a proxy', async () => {
  const log = sampleLog();
  const { url, jobs } = await breakingServer(log, 3);
  jobs.script = [(c) => c.refuse(502), (c) => { c.open().send(log.events[3]); setTimeout(() => c.cut(), 5); }, (c) => c.refuse(503)];
  assert.deepEqual(await collect(streamPost(url, { body: '{}', minBackoffMs: 2 })), log.events.map((e) => e.id));
});

test('without a Location a break is an error, and nothing is posted twice', async () => {
  const log = sampleLog();
  const { url, posts } = await breakingServer(log, 3, { location: false });
  await assert.rejects(collect(streamPost(url, { body: '{}', minBackoffMs: 2 })));
  assert.equal(posts.length, 1);
});

test('leaving the loop ends the request', async () => {
  const log = sampleLog();
  const { url } = await breakingServer(log, 6);
  for await (const frame of streamPost(url, { body: '{}' })) {
    assert.equal(frame.id, '0-1');
    break;
  }
});

test('an abort ends the loop with its reason', async () => {
  const log = sampleLog();
  const { url } = await breakingServer(log, 6);
  const abort = new AbortController();
  await assert.rejects(async () => {
    for await (const _ of streamPost(url, { body: '{}', signal: abort.signal })) abort.abort(new Error('enough'));
  }, { message: 'enough' });
});

test('a refused POST reports the reason', async () => {
  const jobs = await JobServer.start();
  cleanups.push(() => jobs.stop());
  await assert.rejects(collect(streamPost(`${jobs.base}/api/jobs/none/stream`, { body: '{}' })), { name: 'ApiError', status: 404, message: 'There is no such job.' });
});
