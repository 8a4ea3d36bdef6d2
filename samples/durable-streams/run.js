// Starts an agent workflow, and reads its log as a durable stream. Kill an Api or a worker meanwhile.
// npm install && node run.js [http://localhost:5080]

import { stream } from '@durable-streams/client';

const api = process.argv[2] ?? 'http://localhost:5080';
const started = await fetch(`${api}/api/jobs/agent-workflow`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ project_id: 'p1', query: 'Create an epic for payments with reminders.' }),
});
const { job_id: jobId } = await started.json();
const log = await stream({ url: `${api}/streams/${jobId}`, offset: '-1', live: 'sse' });
log.subscribeJson(async ({ items, offset }) => {
  for (const { seq, type, message } of items) console.log(seq, type, message ?? '');
  if (items.at(-1)?.type === 'done') console.log(`Go on later with offset ${offset}.`);
});
