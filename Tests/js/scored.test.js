import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobsOf, scoredOf } from '../../Api/wwwroot/app/systems/scored.js';

const begun = (index) => ({ kind: 'JOB_START', details: { job_index: index, total_jobs: 3, jobtitle: `Job ${index}` } });

test('the jobs whose turn has not come are among those that are counted', () => {
  const run = { timeline: [begun(0), begun(1)], texts: [], results: [{ key: 'job-0', data: { score: 79 } }] };
  assert.deepEqual(scoredOf(jobsOf(run, false)), { n: 1, of: 3 });
  assert.deepEqual(scoredOf(jobsOf({ ...run, timeline: [] }, false)), { n: 0, of: 0 });
});

test('jobs keep their order while they are scored, and the best is first at the end', () => {
  const run = { timeline: [begun(0), begun(1)], texts: [], results: [{ key: 'job-0', data: { score: 40 } }, { key: 'job-1', data: { score: 60 } }] };
  assert.deepEqual(jobsOf(run, false).map((job) => job.key), ['job-0', 'job-1']);
  assert.deepEqual(jobsOf(run, true).map((job) => job.key), ['job-1', 'job-0']);
});
