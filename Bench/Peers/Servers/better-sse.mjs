// better-sse: one channel per job. A channel keeps no history, so late joiners get the history from an array.
import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';

const channels = new Map();
const channel = (id) => {
  if (!channels.has(id)) channels.set(id, { live: createChannel(), history: [] });
  return channels.get(id);
};

createServer({ keepAliveTimeout: 600_000 }, async (request, response) => {
  const [, verb, id] = request.url.split('/');
  const { live, history } = channel(id);
  if (verb === 'pub') {
    let body = '';
    for await (const part of request) body += part;
    const event = JSON.parse(body);
    history.push(event);
    live.broadcast(event, 'token', { eventId: String(history.length) });
    response.writeHead(202).end();
    return;
  }

  const session = await createSession(request, response, { keepAlive: 15_000 });
  history.forEach((event, i) => session.push(event, 'token', String(i + 1)));
  live.register(session);
}).listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 16384 });
