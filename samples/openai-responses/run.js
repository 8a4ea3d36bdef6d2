// Runs an agent workflow as a background response of OpenAI's API, and prints its steps and its text. Kill an Api or a worker meanwhile.
// npm install && node run.js [http://localhost:5080]

import OpenAI from 'openai';

const openai = new OpenAI({ baseURL: `${process.argv[2] ?? 'http://localhost:5080'}/v1`, apiKey: process.env.API_KEY ?? 'none' });
let stream = await openai.responses.create({
  model: 'agent-workflow',
  input: 'Create an epic for payments with reminders.',
  metadata: { project_id: 'p1' },
  background: true,
  stream: true,
});

let id;
let last;
process.on('SIGINT', () => openai.responses.cancel(id));
for (;;) {
  try {
    for await (const event of stream) {
      id ??= event.response.id;
      last = event.sequence_number;
      if (event.type === 'response.output_text.delta') process.stdout.write(event.delta);
      if (event.job_event?.type === 'timeline') console.log(`  ${event.job_event.message}`);
    }

    break; // a stream ends with its response only
  } catch (error) {
    if (id === undefined || error.status) throw error;
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    stream = await openai.responses.retrieve(id, { stream: true, starting_after: last });
  }
}

const response = await openai.responses.retrieve(id);
console.log(`\n${response.status}`, response.job.summary ?? response.error, `\nThe log of the job: GET /api/jobs/${response.job.job_id}/events`);
