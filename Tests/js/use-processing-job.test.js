import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { createUseProcessingJob } from '../../Api/wwwroot/sdk/use-processing-job.js';
import { sampleLog } from './support/event-log.js';
import { NodeEventSource } from './support/event-source.js';
import { JobServer } from './support/job-server.js';

/** As much of React as the hook needs: effects run after render, memo and store as React calls them. */
function render(useHook) {
  const effects = [];
  let memo;
  let notify = () => {};
  const React = {
    useMemo: (make) => (memo ??= make()),
    useCallback: (f) => f,
    useEffect: (effect) => effects.push(effect),
    useSyncExternalStore: (subscribe, read) => {
      effects.push(() => subscribe(() => notify()));
      return read();
    },
  };
  const run = () => useHook(React);
  let view = run();
  const undo = effects.splice(0).map((effect) => effect());
  return {
    get view() { return view; },
    until: (condition) => new Promise((resolve) => {
      notify = () => {
        view = run();
        effects.length = 0;
        if (condition(view)) resolve(view);
      };
      notify();
    }),
    unmount: () => undo.forEach((f) => f?.()),
  };
}

const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

test('the hook gives seed 2 its state and tells when the job is complete', async () => {
  const log = sampleLog(5);
  const server = await JobServer.start(log);
  cleanups.push(() => server.stop());
  const hook = render((React) => createUseProcessingJob(React)(log.jobId, { base: server.base, EventSource: NodeEventSource, changeIntervalMs: 1 }));
  cleanups.push(hook.unmount);
  assert.equal(hook.view.isComplete, false);
  const view = await hook.until((v) => v.isComplete);
  assert.equal(view.isFailed, false);
  assert.equal(view.state.insights.length, 5);
  assert.equal(view.state.currentStep, 'analyzing');
  assert.equal(view.state.connection.state, 'finished');
});

test('a failed job is failed', async () => {
  const log = sampleLog(1);
  log.events.pop();
  log.add('done', { status: 'failed' });
  const server = await JobServer.start(log);
  cleanups.push(() => server.stop());
  const hook = render((React) => createUseProcessingJob(React)(log.jobId, { base: server.base, EventSource: NodeEventSource, changeIntervalMs: 1 }));
  cleanups.push(hook.unmount);
  const view = await hook.until((v) => v.isFailed);
  assert.equal(view.isComplete, false);
});
