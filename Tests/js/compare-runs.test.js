import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { compareRuns, differences } from '../../Api/wwwroot/app/compare/compare-runs.js';
import { SnapshotReducer } from '../../Api/wwwroot/sdk/reducer.js';

/** A run of a vector: a log with every type of event, folded as the page folds it. */
async function runOf(name = 'every-type', change = (event) => event) {
  const { events } = JSON.parse(await readFile(new URL(`../Vectors/${name}.json`, import.meta.url)));
  const changed = events.map((event) => ({ ...event, data: change(structuredClone(event.data)) }));
  const reducer = new SnapshotReducer(changed[0].data.job_id);
  for (const { id, type, data } of changed) reducer.apply({ id, type, data: JSON.stringify(data) }, data);
  return { snapshot: reducer.toSnapshot(), events: changed.map((event) => event.data) };
}

const rowsOf = (sections, id) => sections.find((section) => section.id === id)?.rows ?? [];

test('a run compared with itself is the same in every section', async () => {
  const run = await runOf();
  const sections = compareRuns(run, run);
  assert.ok(sections.length >= 6, sections.map(({ id }) => id).join());
  assert.equal(differences(sections), 0);
  assert.ok(sections.every(({ rows }) => rows.every((row) => row.same)));
});

test('each value that differs is one row, whatever pipeline it is of', async () => {
  const one = await runOf('every-type', (event) => (event.type === 'result' ? { ...event, data: { value: 1 } } : event));
  const other = await runOf('every-type', (event) => {
    if (event.type === 'metric_update') event.value += 1;
    if (event.type === 'result') event.data = { value: 1, added: { deep: ['x', 'y'] } };
    return event;
  });
  const sections = compareRuns(one, other);
  assert.ok(rowsOf(sections, 'metrics').length > 0);
  assert.ok(rowsOf(sections, 'metrics').every((row) => !row.same && row.other === row.one + 1));
  const added = rowsOf(sections, 'results').filter((row) => !row.same);
  assert.deepEqual([...new Set(added.map((row) => [row.name.split(' › ').slice(1).join(' › '), row.one, row.other].join('|')))], ['added › deep||x, y']);
  assert.equal(differences(sections), rowsOf(sections, 'metrics').length + added.length);
});

test('durations are of the whole, the queue and each step over all attempts, and are no difference', () => {
  const at = (second) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  const log = (slow) => [
    { type: 'job_status', status: 'queued', at: at(0), attempt: 0, steps: ['a'] },
    { type: 'job_status', status: 'running', at: at(1), attempt: 1 },
    { type: 'step_progress', step: 'a', status: 'started', at: at(2), attempt: 1 },
    { type: 'attempt_reset', at: at(4), attempt: 2, reason: 'worker_lost' },
    { type: 'job_status', status: 'running', at: at(4), attempt: 2 },
    { type: 'step_progress', step: 'a', status: 'started', at: at(5), attempt: 2 },
    { type: 'step_progress', step: 'a', status: 'completed', at: at(5 + slow), attempt: 2 },
    { type: 'done', status: 'completed', at: at(6 + slow), attempt: 2 },
  ];
  const run = (slow) => ({ snapshot: { status: 'completed', started_at: at(1), ended_at: at(6 + slow), metrics: [], results: [], texts: [], diffs: [], validations: [], insights: [] }, events: log(slow) });
  const sections = compareRuns(run(1), run(3));
  assert.deepEqual(rowsOf(sections, 'durations').map(({ name, one, other }) => [name, one, other]), [['total', 6000, 8000], ['wait', 1000, 1000], ['step.a', 1000, 3000]]);
  assert.equal(differences(sections), 0);
});

test('items that a run has made are one row each, and ids and times are no difference', () => {
  const [item, run, otherRun] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const empty = { status: 'completed', metrics: [], results: [], texts: [], diffs: [], validations: [], insights: [] };
  const one = { ...empty, results: [{ key: item, data: { id: item, type: 'epic', title: 'Pay', points: 3, created_at: 'now' } }], summary: { session_id: run, sources: [item], items: [{ id: item, type: 'epic', title: 'Pay' }], result: `Made [${item}]` } };
  const other = { ...empty, summary: { session_id: otherRun, sources: [], result: 'Answered' } };
  const rows = rowsOf(compareRuns({ snapshot: one, events: [] }, { snapshot: other, events: [] }), 'results').filter((row) => !row.same);
  assert.deepEqual(rows.map((row) => [row.name, row.one, row.other]), [['epic › Pay', '✓', undefined], ['summary › result', 'Made', 'Answered'], ['summary › sources', undefined, '']]);
});

test('a failed run beside a completed one', () => {
  const empty = { metrics: [], results: [], texts: [], diffs: [], validations: [], insights: [] };
  const sections = compareRuns({ snapshot: { ...empty, status: 'completed' }, events: [] }, { snapshot: { ...empty, status: 'failed', error: { message: 'No.', code: 'no' } }, events: [] });
  assert.deepEqual(rowsOf(sections, 'outcome').map(({ name, one, other, same }) => [name, one, other, same]), [['status', 'completed', 'failed', false], ['error', undefined, 'No. (no)', false]]);
});
