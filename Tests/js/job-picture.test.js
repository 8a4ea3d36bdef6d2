import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { actionsOf, elapsedMs, failedItems, stateOf, stepPicture, viewOf } from '../../Api/wwwroot/app/job-picture.js';

const STATES = ['queued', 'running', 'retrying', 'canceling', 'completed', 'failed', 'canceled'];
const STEPS = ['pending', 'started', 'running', 'completed', 'failed', 'skipped'];
const CONNECTIONS = ['idle', 'connecting', 'live', 'reconnecting', 'stale', 'finished', 'failed', 'closed'];

/** The tables of the document: for each the cells by `job seen column`, where `any` stands for each way to look. */
const tables = readFileSync(new URL('../../docs/page.md', import.meta.url), 'utf8').split(/\n\n/)
  .filter((part) => part.startsWith('| job | seen'))
  .map((part) => {
    const [head, , ...rows] = part.trim().split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
    const cells = new Map();
    for (const [job, seen, ...values] of rows) {
      for (const view of seen === 'any' ? ['live', 'away', 'past'] : [seen]) {
        values.forEach((value, i) => {
          const key = `${job} ${view} ${head[i + 2]}`;
          assert.ok(!cells.has(key), `${key} is there twice`);
          cells.set(key, value);
        });
      }
    }

    return cells;
  });
const [steps, actions] = tables;

test('the document has a cell for every combination, and no other', () => {
  assert.equal(steps.size, STATES.length * 3 * STEPS.length);
  assert.equal(actions.size, STATES.length * 3 * 4);
});

/** Every way to look: each connection, now and in the past. */
const LOOKS = [false, true].flatMap((past) => CONNECTIONS.map((connection) => [connection, past]));

for (const state of STATES) {
  for (const step of STEPS) {
    test(`${state} job, ${step} step: every connection`, () => {
      for (const [connection, past] of LOOKS) {
        const view = viewOf(connection, past);
        const { mark, text, eta } = stepPicture(state, step, view);
        const drawn = `${mark} ${text === 'percent' ? '%' : text}${eta ? ' left' : ''}`;
        assert.equal(drawn, steps.get(`${state} ${view} ${step}`), `${connection}${past ? ', past' : ''}`);
      }
    });
  }

  test(`${state} job: actions and time at every connection`, () => {
    const ended = STATES.indexOf(state) > 3;
    const snapshot = { status: state, created_at: '2026-01-01T00:00:00Z', updated_at: '2026-01-01T00:00:10Z', ended_at: ended ? '2026-01-01T00:00:10Z' : undefined };
    for (const [connection, past] of LOOKS) {
      const view = viewOf(connection, past);
      const cell = (column) => actions.get(`${state} ${view} ${column}`);
      for (const failedStep of [true, false]) {
        for (const retryable of [true, false]) {
          const { cancel, retry, remove } = actionsOf(state, view, { failedStep, retryable });
          const expected = cell('retry') === 'if retryable' ? (retryable ? (failedStep ? 'fromStep' : 'again') : null) : cell('retry') === 'no' ? null : cell('retry');
          assert.equal(retry, expected, `${connection} ${past}`);
          assert.deepEqual([cancel, remove], [cell('cancel'), cell('delete')].map((x) => x === 'yes'), `${connection} ${past}`);
        }
      }

      const at = (seconds) => elapsedMs(snapshot, view, Date.parse('2026-01-01T00:00:00Z') + seconds * 1000, null);
      assert.equal(at(60) > at(30) ? 'runs' : 'stands', cell('time'), `${connection} ${past}`);
    }
  });
}

test('offline the time stands where the page heard of the job last', () => {
  const snapshot = { status: 'running', created_at: '2026-01-01T00:00:00Z', started_at: '2026-01-01T00:00:02Z', updated_at: '2026-01-01T00:00:05Z' };
  const at = (text) => Date.parse(`2026-01-01T00:${text}Z`);
  assert.equal(elapsedMs(snapshot, 'live', at('01:02'), null), 60_000);
  assert.equal(elapsedMs(snapshot, 'away', at('01:02'), at('00:32')), 30_000);
  assert.equal(elapsedMs(snapshot, 'away', at('01:02'), null), 3000);
  assert.equal(elapsedMs(snapshot, 'past', at('01:02'), at('00:32')), 3000);
});

test('a cancel that was requested is a state until the job ends', () => {
  for (const status of ['queued', 'running', 'retrying']) assert.equal(stateOf({ status }, true), 'canceling');
  for (const status of ['completed', 'failed', 'canceled']) assert.equal(stateOf({ status }, true), status);
  assert.equal(stateOf({ status: 'running' }, false), 'running');
});

test('failed items count from the summary, else from the results', () => {
  assert.equal(failedItems({ status: 'completed', summary: { failed_count: 2 }, results: [] }), 2);
  assert.equal(failedItems({ status: 'completed', results: [{ data: { success: false } }, { data: { success: true } }, { data: 'x' }, { data: null }] }), 1);
  assert.equal(failedItems({ status: 'failed', summary: { failed_count: 2 } }), 0);
});
