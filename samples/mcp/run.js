// Calls an agent workflow as an MCP tool, and prints its events and its result. Kill an Api or a worker meanwhile.
// npm install && node run.js [http://localhost:5080]

import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const client = new Client({ name: 'sample', version: '1' });
const reconnectionOptions = { initialReconnectionDelay: 250, maxReconnectionDelay: 10_000, reconnectionDelayGrowFactor: 1.5, maxRetries: 50 };
await client.connect(new StreamableHTTPClientTransport(new URL(`${process.argv[2] ?? 'http://localhost:5080'}/mcp`), { reconnectionOptions }));
console.log('Tools:', (await client.listTools()).tools.map((tool) => tool.name).join(', '));

const stop = new AbortController();
process.on('SIGINT', () => stop.abort()); // ends the work
const result = await client.callTool(
  { name: 'agent-workflow', arguments: { project_id: 'p1', query: 'Create an epic for payments with reminders.' } },
  undefined,
  { signal: stop.signal, timeout: 600_000, onprogress: ({ progress, message }) => { if (message) console.log(progress, message); } },
);
for (const part of result.content) console.log(part.text);
console.log(`The job: get_job ${result.structuredContent.job_id}, in any later session.`);
process.exit(0);
