// Runs an agent workflow through AG-UI, and prints its steps, its text and its result. Kill an Api or a worker meanwhile.
// npm install && node run.js [http://localhost:5080]

import { HttpAgent } from '@ag-ui/client';
import { resumable } from '../../Api/wwwroot/sdk/ag-ui.js';

class Agent extends resumable(HttpAgent) {}

const agent = new Agent({
  url: `${process.argv[2] ?? 'http://localhost:5080'}/ag-ui/agent-workflow`,
  initialMessages: [{ id: crypto.randomUUID(), role: 'user', content: 'Create an epic for payments with reminders.' }],
});
process.on('SIGINT', () => agent.cancelRun());

const { result } = await agent.runAgent({ runId: crypto.randomUUID(), forwardedProps: { project_id: 'p1' } }, {
  onStepStartedEvent: ({ event }) => console.log(`\n${event.stepName}`),
  onTextMessageContentEvent: ({ event }) => { process.stdout.write(event.delta); },
  onCustomEvent: ({ event }) => { if (event.name === 'timeline') console.log(`  ${event.value.message}`); },
});
console.log(result, `\nThe log of the run: GET /api/jobs/${agent.runId}/events`);
