// The hook in the real React, rendered to a document, under StrictMode, which runs each effect twice.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { JSDOM } from 'jsdom';
import * as React from 'react';
import { createUseProcessingJob } from '../../Api/wwwroot/sdk/use-processing-job.js';
import { sampleLog } from './support/event-log.js';
import { NodeEventSource } from './support/event-source.js';
import { JobServer } from './support/job-server.js';

const { window } = new JSDOM('<main></main>');
Object.assign(globalThis, { window, document: window.document });
globalThis.navigator ??= window.navigator; // from Node 21 on it has one
globalThis.IS_REACT_ACT_ENVIRONMENT = true;
const { createRoot } = await import('react-dom/client');
const useProcessingJob = createUseProcessingJob(React);

const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(log) {
  const server = await JobServer.start(log);
  cleanups.push(() => server.stop());
  return server;
}

/** Renders the result of the hook; `until` waits for a rendering that matches. */
async function render(props) {
  let view;
  let look = () => {};
  const Job = ({ jobId, base }) => {
    view = useProcessingJob(jobId, { base, EventSource: NodeEventSource, lifecycle: window, changeIntervalMs: 1 });
    React.useEffect(() => void look());
    return React.createElement('p', null, view.state.insights.map((insight) => insight.message).join(' '));
  };
  const root = createRoot(window.document.querySelector('main'));
  const show = (next) => React.act(() => root.render(React.createElement(React.StrictMode, null, React.createElement(Job, next))));
  const unmount = () => React.act(() => root.unmount());
  await show(props);
  cleanups.push(unmount);
  return {
    show,
    unmount,
    get view() { return view; },
    get text() { return window.document.querySelector('main').textContent; },
    until: (condition) => React.act(() => new Promise((resolve) => {
      look = () => condition(view) && resolve(view);
      look();
    })),
  };
}

test('a component renders the job from its first event to its last', { timeout: 60_000 }, async () => {
  const log = sampleLog(5);
  const server = await serve(log);
  const hook = await render({ jobId: log.jobId, base: server.base });
  assert.equal(hook.view.isComplete, false);
  await hook.until((view) => view.isComplete);
  assert.equal(hook.view.isFailed, false);
  assert.equal(hook.view.state.insights.length, 5);
  assert.equal(hook.view.state.currentStep, 'analyzing');
  assert.equal(hook.view.state.connection.state, 'finished');
  assert.equal(hook.text, hook.view.state.insights.map((insight) => insight.message).join(' '));
  assert.ok(hook.text.length > 0);
});

test('a failed job is failed', { timeout: 60_000 }, async () => {
  const log = sampleLog(1);
  log.events.pop();
  log.add('done', { status: 'failed' });
  const server = await serve(log);
  const hook = await render({ jobId: log.jobId, base: server.base });
  await hook.until((view) => view.isFailed);
  assert.equal(hook.view.isComplete, false);
});

test('without a job the hook watches nothing until a job is given', { timeout: 60_000 }, async () => {
  const log = sampleLog(2);
  const server = await serve(log);
  const hook = await render({ jobId: null, base: server.base });
  assert.equal(hook.view.state.status, 'queued');
  assert.equal(hook.view.isConnected, false);
  assert.equal(server.streamRequests.length, 0);
  await hook.show({ jobId: log.jobId, base: server.base });
  await hook.until((view) => view.isComplete);
  assert.equal(hook.view.state.jobId, log.jobId);
});

test('a new job closes the stream of the job before, and unmounting closes the last stream', { timeout: 60_000 }, async () => {
  const [first, second] = [sampleLog(2), sampleLog(3)];
  for (const log of [first, second]) log.events.pop(); // so that the jobs are still running
  const servers = [await serve(first), await serve(second)];
  const hook = await render({ jobId: first.jobId, base: servers[0].base });
  await hook.until((view) => view.isConnected && view.state.insights.length === 2);
  await hook.show({ jobId: second.jobId, base: servers[1].base });
  await hook.until((view) => view.isConnected && view.state.insights.length === 3);
  await servers[0].allLeft();
  await hook.unmount();
  await servers[1].allLeft();
});
