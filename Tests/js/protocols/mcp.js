// Calls pipelines of a system through MCP clients: of the specification of 2025-11-25 (sessions, streams that resume) and of 2026-07-28 (no
// sessions, tasks). Usage: node mcp.js <url> [<url> …], one url for each Api. For what it prints see ag-ui.js.

import assert from 'node:assert/strict';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { check, cutting, done, endless, killed, native, small, spoken, spread, tooLong } from './system.js';

const apis = process.argv.slice(2);
const url = new URL(`${apis[0]}/mcp`);
const info = { name: 'judge', version: '1' };
const eventOf = (progress) => progress._meta['aspirestreaming/event'];

/** Without the delay that the server asks for before a client comes back. */
const hasty = (send) => async (...request) => {
  const response = await send(...request);
  if (!response.body) return response;
  const text = new TransformStream({
    transform: (chunk, controller) => controller.enqueue(new TextEncoder().encode(new TextDecoder().decode(chunk).replace(/^retry: .*\n/gm, ''))),
  });
  return new Response(response.body.pipeThrough(text), { status: response.status, headers: response.headers });
};

async function session(fetch) {
  const client = new OldClient(info);
  const reconnectionOptions = { initialReconnectionDelay: 1, maxReconnectionDelay: 10, reconnectionDelayGrowFactor: 1, maxRetries: 50 };
  await client.connect(new OldTransport(url, { fetch, reconnectionOptions }));
  return client;
}

async function modern(options = {}) {
  const client = new Client(info, { versionNegotiation: { mode: { pin: '2026-07-28' } }, ...options });
  await client.connect(new StreamableHTTPClientTransport(url, { fetch: spread(apis) }));
  return client;
}

/** Calls the pipeline. `onevent` gets each event once. */
async function call(client, data, { onevent = () => {}, ...options } = {}) {
  const events = [];
  const result = await client.callTool({ name: 'diagnostics', arguments: data }, ...(client instanceof OldClient ? [undefined] : []), {
    timeout: 120_000,
    onprogress: (progress) => {
      assert.equal(progress.progress, eventOf(progress).seq);
      events.push(eventOf(progress));
      onevent(eventOf(progress));
    },
    ...options,
  });
  return { result, events };
}

/** The result is the native snapshot, and the events are all events before the last one. */
async function same({ result, events }) {
  const snapshot = await native(apis, result.structuredContent.job_id);
  assert.deepEqual(result.structuredContent, snapshot);
  assert.deepEqual(events.map((e) => e.seq), Array.from({ length: snapshot.event_count - 1 }, (_, i) => i + 1));
  assert.deepEqual(result.content.slice(0, snapshot.texts.length).map((c) => c.text), snapshot.texts.map((t) => t.text));
  if (snapshot.status === 'completed') assert.deepEqual(JSON.parse(result.content.at(-1).text), snapshot.summary);
  assert.equal(result.isError ?? false, snapshot.status !== 'completed');
  return snapshot;
}

/** A request of a client that knows tasks, without a client: the packages do not know them yet. */
let requests = 0;
async function rpc(method, params, { tasks = true, headers = {} } = {}) {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': info,
    'io.modelcontextprotocol/clientCapabilities': tasks ? { extensions: { 'io.modelcontextprotocol/tasks': {} } } : {},
  };
  const response = await fetch(`${apis[requests++ % apis.length]}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json', accept: 'application/json, text/event-stream', 'mcp-protocol-version': '2026-07-28',
      'mcp-method': method, 'mcp-name': params.name ?? params.taskId, ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: requests, method, params: { ...params, _meta: { ...meta, ...params._meta } } }),
  });
  const text = await response.text();
  const { result, error } = JSON.parse(text.startsWith('{') ? text : text.split('\n').findLast((line) => line.startsWith('data: {')).slice(6));
  if (error) throw Object.assign(new Error(error.message), error);
  return result;
}

async function acknowledged(method, params) {
  const { _meta, ...rest } = await rpc(method, params);
  assert.deepEqual(rest, { resultType: 'complete' });
}

async function ended(taskId) {
  for (;;) {
    const task = await rpc('tasks/get', { taskId });
    if (task.status !== 'working') return task;
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

await check('a session: each pipeline is a tool with its schema; a call has all events and the result; the tools for jobs', async () => {
  const client = await session(fetch);
  const { tools } = await client.listTools();
  const { pipelines } = await (await fetch(`${apis[0]}/api/pipelines`)).json();
  for (const pipeline of pipelines) assert.deepEqual(tools.find((tool) => tool.name === pipeline.name).inputSchema, pipeline.input_schema);
  const snapshot = await same(await call(client, small));
  const { structuredContent: list } = await client.callTool({ name: 'list_jobs', arguments: { limit: 1 } });
  assert.equal(list.jobs[0].job_id, snapshot.job_id);
  assert.deepEqual((await client.callTool({ name: 'get_job', arguments: { job_id: snapshot.job_id } })).structuredContent, snapshot);
  assert.match((await client.callTool({ name: 'get_job', arguments: { job_id: crypto.randomUUID() } })).content[0].text, /no job/);
  assert.match((await call(client, { items: 'many' })).result.content[0].text, /items/);
  await assert.rejects(client.callTool({ name: 'none' }), /Unknown tool/);
});

await check('cut behind every message, on another Api each time', async () => {
  const cuts = { count: 0 };
  const client = await session(cutting(hasty(spread(apis)), cuts));
  const snapshot = await same(await call(client, small));
  assert.ok(cuts.count >= snapshot.event_count - 1, `${cuts.count} cuts`);
});

await check('joined late, with the id of the first message', async () => {
  const tokens = [];
  const first = await same(await call(await session(fetch), small, { onresumptiontoken: (token) => tokens.push(token) }));
  const late = await call(await session(spread(apis)), {}, { resumptionToken: tokens[0] });
  assert.equal((await same(late)).job_id, first.job_id);
  const middle = await call(await session(fetch), {}, { resumptionToken: tokens[3] });
  assert.equal(middle.events[0].seq, 4 - 1 + 1);
});

await check('canceled by the client, on any Api', async () => {
  const client = await session(spread(apis));
  const abort = new AbortController();
  let jobId;
  await assert.rejects(call(client, endless, {
    signal: abort.signal,
    onevent: (e) => {
      jobId = e.job_id;
      if (e.type === 'step_progress') abort.abort();
    },
  }));
  let snapshot;
  do snapshot = await native(apis, jobId); while (!snapshot.ended_at);
  assert.equal(snapshot.status, 'canceled');
});

await check('canceled by another client', async () => {
  const other = await session(fetch);
  let canceled;
  const answer = await call(await session(fetch), endless, {
    onevent: (e) => { if (e.type === 'step_progress') canceled ??= other.callTool({ name: 'cancel_job', arguments: { job_id: e.job_id } }); },
  });
  assert.equal((await canceled).structuredContent.status, 'cancel_requested');
  assert.equal((await same(answer)).status, 'canceled');
});

await check('failed; the job that is tried again', async () => {
  const client = await session(fetch);
  const failed = await same(await call(client, tooLong));
  assert.equal(failed.status, 'failed');
  const again = await (await fetch(`${apis[0]}/api/jobs/${failed.job_id}/retry`, { method: 'POST' })).json();
  let read;
  do read = await client.callTool({ name: 'get_job', arguments: { job_id: again.job_id } }); while (!read.structuredContent.ended_at);
  assert.deepEqual(read.structuredContent, await native(apis, again.job_id));
  assert.equal(read.structuredContent.retry_of, failed.job_id);
});

await check('a client of 2026-07-28 that knows no tasks', async () => {
  await same(await call(await modern(), small));
});

await check('tasks: created, read, completed, canceled, failed, unknown', async () => {
  const created = await rpc('tools/call', { name: 'diagnostics', arguments: small });
  assert.equal(created.resultType, 'task');
  const completed = await ended(created.taskId);
  assert.equal(completed.status, 'completed');
  const snapshot = await native(apis, created.taskId);
  assert.deepEqual(completed.result.structuredContent, snapshot);

  const canceled = await rpc('tools/call', { name: 'diagnostics', arguments: endless });
  assert.equal((await rpc('tasks/get', canceled)).status, 'working');
  await acknowledged('tasks/update', { taskId: canceled.taskId, inputResponses: {} });
  await acknowledged('tasks/cancel', { taskId: canceled.taskId });
  assert.equal((await ended(canceled.taskId)).status, 'cancelled');
  await acknowledged('tasks/cancel', { taskId: canceled.taskId });

  const failed = await ended((await rpc('tools/call', { name: 'diagnostics', arguments: tooLong })).taskId);
  assert.deepEqual([failed.status, failed.result.isError], ['completed', true]);
  await assert.rejects(rpc('tasks/get', { taskId: crypto.randomUUID() }), { code: -32602 });
  await assert.rejects(rpc('tasks/get', created, { tasks: false }), { code: -32021 });
  await assert.rejects(rpc('tasks/get', created, { headers: { 'mcp-name': 'another' } }), { code: -32020 });

  // The same call again, by its key.
  const key = { headers: { 'idempotency-key': crypto.randomUUID() } };
  const twice = [await rpc('tools/call', { name: 'diagnostics', arguments: small }, key), await rpc('tools/call', { name: 'diagnostics', arguments: small }, key)];
  assert.equal(twice[0].taskId, twice[1].taskId);
});

await check('the worker is killed in the middle of a text', async () => {
  const client = await session(hasty(spread(apis)));
  let begun = false;
  const answer = await call(client, spoken, {
    onevent: (e) => {
      if (e.type !== 'token' || begun) return;
      begun = true;
      killed(e.job_id);
    },
  });
  const snapshot = await same(answer);
  assert.equal(answer.events.filter((e) => e.type === 'attempt_reset').length, 1);
  assert.deepEqual((await rpc('tasks/get', { taskId: snapshot.job_id })).result.structuredContent, snapshot);
});

done();
