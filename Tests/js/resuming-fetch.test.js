import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resumingFetch } from '../../Api/wwwroot/sdk/resuming-fetch.js';
import { golden, goldenServer, idsOf, streamOf } from './protocols/golden.js';
import { cutting } from './protocols/system.js';

const { frames } = golden('ag-ui', 'two-resets');
const ids = idsOf(frames);
const isEnd = ({ type }) => type === 'RUN_FINISHED' || type === 'RUN_ERROR';
const server = (requests, end) => goldenServer(frames, requests, end);

test('a stream that is cut behind every frame is read whole, and no frame twice', async () => {
  const requests = [];
  const cuts = { count: 0 };
  const fetch = resumingFetch({ fetch: cutting(server(requests), cuts), isEnd, firstDelayMs: 1 });
  assert.equal(await (await fetch('/run', { method: 'POST', body: '{}' })).text(), frames.join(''));
  assert.equal(cuts.count, frames.length - 1);
  assert.deepEqual(requests, [null, ...ids.slice(0, -1)]);
});

test('an end before the last frame is a break', async () => {
  const requests = [];
  const ends = [3, 3, 10, frames.length];
  const fetch = resumingFetch({ fetch: server(requests, () => ends[requests.length - 1]), isEnd, firstDelayMs: 1 });
  assert.equal(await (await fetch('/run')).text(), frames.join(''));
  assert.deepEqual(requests, [null, ids[2], ids[2], ids[9]]);
});

test('it tries on while the server is away, and gives up when the run is gone', async () => {
  const answers = [() => streamOf(frames.slice(0, 2), { end: false }), () => new Response(null, { status: 503 }), () => { throw new TypeError('refused'); }, () => new Response('gone', { status: 404 })];
  const fetch = resumingFetch({ fetch: async () => answers.shift()(), isEnd, firstDelayMs: 1 });
  await assert.rejects((await fetch('/run')).text(), /can't be resumed: 404 gone/);
  assert.equal(answers.length, 0);
});

test('a caller that leaves ends it', async () => {
  const leaving = new AbortController();
  let requests = 0;
  const fetch = resumingFetch({ fetch: async () => (requests++ === 0 ? streamOf(frames.slice(0, 2), { end: false }) : new Response(null, { status: 503 })), isEnd, firstDelayMs: 5 });
  const reading = (await fetch('/run', { signal: leaving.signal })).text();
  setTimeout(() => leaving.abort(), 20);
  await assert.rejects(reading, { name: 'AbortError' });
});

test('an answer that is no stream is passed on', async () => {
  const problem = new Response('{}', { status: 400, headers: { 'content-type': 'application/problem+json' } });
  assert.equal(await resumingFetch({ fetch: async () => problem, isEnd })('/run'), problem);
});

test('a connection that is silent is left, and the stream goes on', async () => {
  const requests = [];
  const left = [];
  const silent = () => new Response(new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(frames.slice(0, 3).join(''))),
    cancel: () => left.push('silent'),
  }), { headers: { 'content-type': 'text/event-stream' } });
  const rest = server(requests);
  const fetch = resumingFetch({ fetch: (...request) => (left.length === 0 ? silent() : rest(...request)), isEnd, firstDelayMs: 1, staleAfterMs: 40 });
  assert.equal(await (await fetch('/run')).text(), frames.join(''));
  assert.deepEqual([left, requests], [['silent'], [ids[2]]]);
});

test('a slow reader is no silence', async () => {
  let requests = 0;
  const fetch = resumingFetch({ fetch: (...request) => { requests++; return server([])(...request); }, isEnd, firstDelayMs: 1, staleAfterMs: 20 });
  let text = '';
  for await (const part of (await fetch('/run')).body.pipeThrough(new TextDecoderStream())) {
    if (text === '') await new Promise((resolve) => setTimeout(resolve, 100));
    text += part;
  }

  assert.deepEqual([text, requests], [frames.join(''), 1]);
});
