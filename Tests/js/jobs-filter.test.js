import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, choicesOf, filterOf, isNarrow, queryOf } from '../../Api/wwwroot/app/jobs-filter.js';

test('a filter survives its address', () => {
  for (const search of ['', '?status=failed', '?text=Jean+%26+co&pipeline=cv-parse&status=active&span=week']) {
    assert.equal(addressOf(filterOf(search)), `/jobs${search}`);
    assert.equal(isNarrow(filterOf(search)), search !== '');
  }
});

test('what an address must not say is left out', () => assert.equal(addressOf(filterOf('?status=done&span=toString&colour=red&text=+')), '/jobs'));

test('the request has the times, and nothing else', () => {
  const now = Date.parse('2026-01-08T12:00:00Z');
  assert.deepEqual(queryOf(filterOf('?span=week&text=a'), now), { text: 'a', pipeline: '', status: '', since: '2026-01-01T12:00:00.000Z' });
  assert.equal(queryOf(filterOf(''), now).since, '');
});

test('an action is offered for the jobs that it fits', () => {
  const ended_at = '2026-01-08T12:00:00Z';
  const jobs = [
    { job_id: 'q', status: 'queued' }, { job_id: 'r', status: 'running' }, { job_id: 'c', status: 'running', cancel_requested: true },
    { job_id: 'd', status: 'completed', ended_at }, { job_id: 'f', status: 'failed', ended_at }, { job_id: 'x', status: 'canceled', ended_at },
  ];
  const ids = Object.fromEntries(Object.entries(choicesOf(jobs)).map(([name, list]) => [name, list.map((job) => job.job_id).join('')]));
  assert.deepEqual(ids, { cancel: 'qr', retry: 'fx', delete: 'dfx' });
});
