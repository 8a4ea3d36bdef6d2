import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linesOf, Waterfall } from '../../Api/wwwroot/app/waterfall.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');
let seq = 0;
const event = (ms, type, fields, attempt = 1) => ({ type, job_id: 'x', attempt, seq: ++seq, at: new Date(START + ms).toISOString(), ...fields });
const status = (ms, name, more = {}, attempt = 1) => event(ms, 'job_status', { status: name, ...more }, attempt);
const step = (ms, name, state, more = {}, attempt = 1) => event(ms, 'step_progress', { step: name, status: state, percent: 0, ...more }, attempt);
const read = (events) => events.reduce((waterfall, e) => {
  waterfall.add(e);
  return waterfall;
}, new Waterfall());
const picture = (waterfall, isOpen = () => true, most = undefined) => linesOf(waterfall, isOpen, most).map(({ key, from, to }) => [key, from - START, to - START]);
const call = (ms, took, more = {}) => ({ model: 'm', at: new Date(START + ms).toISOString(), ms: took, ...more });

test('a job is a wait, and an attempt of steps with their items', () => {
  const waterfall = read([
    status(0, 'queued', {}, 0), status(100, 'running', { worker: 'w-1' }), step(110, 'reading', 'started'), step(150, 'reading', 'completed'),
    step(160, 'scoring', 'started'), step(300, 'scoring', 'running', { work: { ms: 120, item: 'a' } }), step(310, 'scoring', 'running', { work: { ms: 140.5, item: 'b' } }),
    step(320, 'scoring', 'completed'), event(330, 'done', { status: 'completed' }),
  ]);
  assert.deepEqual(picture(waterfall), [
    ['wait-0', 0, 100], ['attempt-1', 100, 330], ['attempt-1/reading', 110, 150], ['attempt-1/scoring', 160, 320],
    ['attempt-1/scoring/item-0', 169.5, 310], ['attempt-1/scoring/item-1', 180, 300],
  ]);
  assert.deepEqual([waterfall.attempts[0].worker, waterfall.attempts[0].outcome], ['w-1', 'completed']);
  assert.deepEqual(picture(waterfall, () => false).map(([key]) => key), ['wait-0', 'attempt-1', 'attempt-1/reading', 'attempt-1/scoring']);
  assert.deepEqual(picture(waterfall, () => true, 1).at(-1)[0], 'attempt-1/scoring/more');
});

test('an attempt that was lost ends with its last event, and the next one tells why', () => {
  const waterfall = read([
    status(0, 'queued', {}, 0), status(10, 'running'), step(20, 'reading', 'started'), step(90, 'reading', 'running', { work: { ms: 5, item: 'a' } }),
    event(5000, 'attempt_reset', { reason: 'worker_lost' }, 2), status(5001, 'running', { worker: 'w-2' }, 2), step(5002, 'reading', 'started', {}, 2), step(5100, 'reading', 'failed', { message: 'no' }, 2),
    event(5101, 'job_error', { code: 'step_failed', message: 'no' }, 2), event(5102, 'done', { status: 'failed' }, 2),
  ]);
  assert.deepEqual(picture(waterfall, () => false), [['wait-0', 0, 10], ['attempt-1', 10, 90], ['attempt-1/reading', 20, 90], ['attempt-2', 5001, 5102], ['attempt-2/reading', 5002, 5100]]);
  const [first, second] = waterfall.attempts;
  assert.deepEqual([first.outcome, first.steps[0].status], ['worker_lost', 'stopped']);
  assert.deepEqual([second.outcome, second.error, second.steps[0].message, second.worker], ['failed', 'no (step_failed)', 'no', 'w-2']);
});

test('a job that was handed back waits again, and a try that failed tells its error', () => {
  const waterfall = read([
    status(0, 'queued', {}, 0), status(10, 'running'), status(50, 'queued', { message: 'shutting down' }), event(80, 'attempt_reset', { reason: 'handed_back' }, 2), status(80, 'running', {}, 2),
    step(90, 'x', 'started', {}, 2), status(95, 'retrying', { message: 'The model is away' }, 2), event(200, 'attempt_reset', { reason: 'step_failed' }, 3), status(200, 'running', {}, 3),
  ]);
  assert.deepEqual(picture(waterfall, () => false), [['wait-0', 0, 10], ['attempt-1', 10, 50], ['wait-1', 50, 80], ['attempt-2', 80, 95], ['attempt-2/x', 90, 95], ['attempt-3', 200, 200]]);
  assert.deepEqual(waterfall.attempts.map(({ outcome, error }) => [outcome, error]), [['handed_back', undefined], ['step_failed', 'The model is away'], [undefined, undefined]]);
});

test('calls to a model stand below what made them, with tokens and cost where they are known', () => {
  const waterfall = read([
    status(0, 'queued', {}, 0), status(1, 'running'), step(2, 'a', 'started'),
    step(90, 'a', 'running', { work: { ms: 80, item: 'one', calls: [call(20, 30, { input_tokens: 10, output_tokens: 2, cost: 0.5 }), call(60, 20, { error: 'ai_timeout' })] } }),
    step(99, 'a', 'completed', { work: { ms: 97, calls: [call(91, 5, { input_tokens: 1, output_tokens: 1 })] } }),
  ]);
  assert.deepEqual(picture(waterfall).slice(3), [['attempt-1/a/call-0', 91, 96], ['attempt-1/a/item-0', 10, 90], ['attempt-1/a/item-0/call-0', 20, 50], ['attempt-1/a/item-0/call-1', 60, 80]]);
  assert.deepEqual(waterfall.totals, { calls: 3, input: 11, output: 3, cost: 0.5 });
  assert.deepEqual(read([status(0, 'queued', {}, 0)]).totals, { calls: 0, input: undefined, output: undefined, cost: undefined });
});
