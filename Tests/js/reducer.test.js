import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { OutOfOrderError, SnapshotReducer } from '../../Api/wwwroot/sdk/reducer.js';
import { sha256, toHex } from '../../Api/wwwroot/sdk/sha256.js';
import { EventLog, sampleLog } from './support/event-log.js';

function foldAll(log, reducer = new SnapshotReducer(log.jobId)) {
  for (const e of log.events) reducer.apply(e);
  return reducer.toSnapshot();
}

test('sha256 agrees with the platform at every length around its block size', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) & 255);
    assert.equal(toHex(sha256(bytes)), createHash('sha256').update(bytes).digest('hex'));
  }
});

// Shared with the server: a log, and the snapshot after each of its events.
const vectors = new URL('../Vectors/', import.meta.url);
for (const file of readdirSync(vectors).filter((f) => f.endsWith('.json'))) {
  const { events, snapshots } = JSON.parse(readFileSync(new URL(file, vectors), 'utf8'));
  test(`vector ${file}: every event leads to the server's snapshot`, () => {
    const reducer = new SnapshotReducer(snapshots['0-0'].job_id);
    assert.deepEqual({ ...reducer.toSnapshot() }, snapshots['0-0']);
    for (const { id, type, raw } of events) {
      reducer.apply({ id, type, data: raw });
      assert.deepEqual({ ...reducer.toSnapshot() }, snapshots[id], id);
    }
  });

  test(`vector ${file}: going on from any snapshot leads to the same end`, () => {
    events.forEach((_, n) => {
      const reducer = new SnapshotReducer(snapshots[n === 0 ? '0-0' : events[n - 1].id]);
      for (const { id, type, raw } of events.slice(n)) reducer.apply({ id, type, data: raw });
      assert.deepEqual({ ...reducer.toSnapshot() }, snapshots[events.at(-1).id]);
    });
  });
}

test('going on from the snapshot at any event equals folding the whole log', () => {
  const log = richLog();
  const whole = foldAll(log);
  for (let n = 0; n <= log.events.length; n++) {
    const first = foldAll({ jobId: log.jobId, events: log.events.slice(0, n) });
    const rest = new SnapshotReducer(JSON.parse(JSON.stringify(first)));
    assert.deepEqual(foldAll({ jobId: log.jobId, events: log.events.slice(n) }, rest), whole);
  }
});

test('sections that did not change stay the same array', () => {
  const log = sampleLog(3);
  const reducer = new SnapshotReducer(log.jobId);
  for (const e of log.events.slice(0, 6)) reducer.apply(e);
  const before = reducer.toSnapshot();
  reducer.apply(log.events[6]);
  const after = reducer.toSnapshot();
  assert.equal(after.insights, before.insights);
  assert.notEqual(after.steps, before.steps);
  assert.equal(reducer.toSnapshot(), after);
});

test('a repeated token adds only its new part', () => {
  const log = new EventLog();
  log.add('token', { target: 't', text: 'Hello ', offset: 0 });
  log.add('token', { target: 't', text: 'Hello wor', offset: 0 });
  log.add('token', { target: 't', text: 'wor', offset: 6 });
  log.add('token', { target: 't', text: 'ld 🎯', offset: 9 });
  assert.deepEqual(foldAll(log).texts, [{ target: 't', text: 'Hello world 🎯' }]);
});

test('an attempt_reset drops, restores and cuts', () => {
  const log = richLog();
  log.attempt = 2;
  log.add('attempt_reset', {
    reason: 'worker_lost', void_events: 4,
    drop: { insights: ['i2'], metrics: ['fit'] },
    restore: { steps: [{ step: 'writing', status: 'pending', percent: 0 }] },
    texts: [{ target: 'letter', length: 4 }, { target: 'note', length: 0 }],
  });
  const state = foldAll(log);
  assert.deepEqual(state.insights.map((i) => i.insight_id), ['i1']);
  assert.deepEqual(state.metrics, []);
  assert.deepEqual(state.texts, [{ target: 'letter', text: 'Dear' }]);
  assert.deepEqual(state.steps.map((s) => [s.step, s.status]), [['reading', 'completed'], ['writing', 'pending']]);
  assert.equal(state.attempt, 2);
  assert.equal(state.error, undefined);
});

test('an event that is not the next one is refused', () => {
  const log = sampleLog(3);
  const reducer = new SnapshotReducer(log.jobId);
  assert.throws(() => reducer.apply(log.events[1]), OutOfOrderError);
  reducer.apply(log.events[0]);
  assert.throws(() => reducer.apply(log.events[0]), OutOfOrderError);
  reducer.apply(log.events[1]);
  assert.throws(() => reducer.apply({ ...log.events[2], id: '0-3' }), OutOfOrderError);
});

test('a type that this version does not know counts and changes nothing else', () => {
  const log = new EventLog();
  log.add('job_status', { status: 'queued' });
  const before = foldAll(log);
  log.add('aurora', { colour: 'green' });
  const { event_count, last_event_id, digest, updated_at, ...rest } = foldAll(log);
  assert.equal(last_event_id, '0-2');
  assert.deepEqual(rest, (({ event_count: _1, last_event_id: _2, digest: _3, updated_at: _4, ...r }) => r)(before));
});

test('50,000 events fold within reason and keep their memory', () => {
  const log = new EventLog();
  for (let i = 0; i < 50_000; i++) log.add('token', { target: 't', text: 'x', offset: i });
  assert.equal(foldAll(log).texts[0].text.length, 50_000);
});

function richLog() {
  const log = new EventLog();
  log.add('job_status', { status: 'queued', pipeline: 'p', steps: ['reading', 'writing'] });
  log.attempt = 1;
  log.add('job_status', { status: 'running', message: 'go' });
  log.add('step_progress', { step: 'reading', status: 'completed', percent: 100 });
  log.add('step_progress', { step: 'writing', status: 'running', percent: 40, eta_sec: 1.5 });
  log.add('insight_emitted', { insight_id: 'i1', category: 'c', importance: 'high', message: 'm', step: 'reading' });
  log.add('insight_emitted', { insight_id: 'i2', category: 'c', importance: 'low', message: 'm', step: 'writing' });
  log.add('metric_update', { name: 'fit', value: 1.5, unit: '%' });
  log.add('validation_update', { rule_id: 'r', label: 'Rule', status: 'warn', detail: 'd' });
  log.add('diff_chunk', { diff_id: 'd', section: 's', before: 'a', after: 'b', summary: 'x', op: 'change' });
  log.add('result', { key: 'k', data: { a: [1, null] } });
  log.add('timeline', { event_id: 't1', kind: 'AGENT_START', message: 'm', status: 'SUCCESS', agent_name: 'A', details: { x: 1 } });
  log.add('token', { target: 'letter', text: 'Dear all', offset: 0 });
  log.add('token', { target: 'note', text: 'n', offset: 0 });
  log.add('job_error', { code: 'oops', message: 'm', retryable: true });
  return log;
}

test('the pace of a sample stays in the state', () => {
  const log = new EventLog();
  log.add('job_status', { status: 'queued', pipeline: 'p', steps: [], pace: 100 });
  log.attempt = 1;
  log.add('job_status', { status: 'running' });
  assert.equal(foldAll(log).pace, 100);
});
