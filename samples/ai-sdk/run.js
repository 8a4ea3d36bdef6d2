// Asks an agent workflow through the AI SDK, and prints the message as it grows. Kill an Api or a worker meanwhile.
// npm install && node run.js [http://localhost:5080]

import { DefaultChatTransport, readUIMessageStream } from 'ai';
import { chatFetch } from '../../Api/wwwroot/sdk/ai-sdk.js';

const api = `${process.argv[2] ?? 'http://localhost:5080'}/ui/agent-workflow`;
const chatId = crypto.randomUUID();
const transport = new DefaultChatTransport({ api, fetch: chatFetch(), body: { project_id: 'p1' } });
process.on('SIGINT', () => fetch(`${api}/${chatId}/stream`, { method: 'DELETE' }));

const stream = await transport.sendMessages({
  chatId,
  trigger: 'submit-message',
  messages: [{ id: crypto.randomUUID(), role: 'user', parts: [{ type: 'text', text: 'Create an epic for payments with reminders.' }] }],
});
let shown = 0;
for await (const message of readUIMessageStream({ stream })) {
  const news = message.parts.filter((part) => part.type === 'data-timeline').slice(shown);
  for (const { data } of news) console.log(data.message);
  shown += news.length;
  if (message.parts.some((part) => part.type === 'data-status' && part.data.ended_at)) console.log(message.parts.at(-1));
}
