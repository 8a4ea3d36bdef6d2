// Serves a page and CopilotKit's runtime. Usage: node runtime.js <port> <file of the page's script> <memory|durable> <url of an Api>
// With `memory` all is CopilotKit's own: its in-memory runner and a HttpAgent as it is.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { HttpAgent } from '@ag-ui/client';
import { AgentRunner, CopilotRuntime, InMemoryAgentRunner } from '@copilotkit/runtime/v2';
import { createCopilotNodeListener } from '@copilotkit/runtime/v2/node';
import { resumable } from '../../Api/wwwroot/sdk/ag-ui.js';
import { durable } from '../../Api/wwwroot/sdk/copilotkit.js';

const [port, script, kind, api] = process.argv.slice(2);
const Agent = kind === 'durable' ? class extends resumable(HttpAgent) {} : HttpAgent;
const Runner = kind === 'durable' ? class extends durable(AgentRunner) {} : InMemoryAgentRunner;
const agents = { diagnostics: new Agent({ url: `${api}/ag-ui/diagnostics` }) };
const runtime = new CopilotRuntime({ agents, runner: kind === 'durable' ? new Runner(agents) : new Runner() });
const copilot = createCopilotNodeListener({ runtime, basePath: '/api/copilotkit' });

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://page');
  if (pathname.startsWith('/api/')) return copilot(request, response);
  response.setHeader('Content-Type', pathname === '/page.js' ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
  return response.end(pathname === '/page.js' ? readFileSync(script) : `<!doctype html><title>Chat</title><link rel=icon href=data:,>
    <body><script>window.copilot = ${(searchParams.get('chat') ?? 'null').replaceAll('<', '\\u003c')}</script><script type=module src=/page.js></script>`);
}).listen(Number(port), '127.0.0.1', () => console.log('ready'));
