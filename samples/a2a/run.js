// Sends a message to an agent workflow through A2A, and prints its updates. Kill an Api or a worker meanwhile.
// npm install && node run.js [http://localhost:5080]

import { Role } from '@a2a-js/sdk';
import { ClientFactory } from '@a2a-js/sdk/client';

const client = await new ClientFactory().createFromUrl(`${process.argv[2] ?? 'http://localhost:5080'}/a2a/agent-workflow/`);
const part = (content) => ({ content, metadata: undefined, filename: '', mediaType: '' });
let id;
process.on('SIGINT', () => client.cancelTask({ id, tenant: '', metadata: undefined })); // ends the work

let updates = client.sendMessageStream({
  message: {
    messageId: crypto.randomUUID(), contextId: '', taskId: '', role: Role.ROLE_USER, metadata: undefined, extensions: [], referenceTaskIds: [],
    parts: [part({ $case: 'text', value: 'Create an epic for payments with reminders.' }), part({ $case: 'data', value: { project_id: 'p1' } })],
  },
  configuration: undefined, metadata: undefined, tenant: '',
});
for (let ended = false; !ended;) {
  try {
    for await (const { payload } of updates) {
      id ??= payload.value.id;
      const text = payload.value.status?.message?.parts[0].content.value;
      if (text) console.log(text);
    }

    ended = true;
  } catch (error) {
    ended = id === undefined || error.code === -32004 || /ended/.test(error.message);
    if (!ended) updates = client.resubscribeTask({ id, tenant: '' }); // the connection broke off
    await new Promise((resolve) => { setTimeout(resolve, 250); });
  }
}

const task = await client.getTask({ id, tenant: '' });
console.log(task.artifacts.find((artifact) => artifact.artifactId === 'summary')?.parts[0].content.value);
