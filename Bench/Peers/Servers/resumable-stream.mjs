// resumable-stream over Redis: one process makes the stream, and every watcher follows it through Redis.
import { createServer } from 'node:http';
import { createClient } from 'redis';
import { createResumableStreamContext } from 'resumable-stream/redis';

const connect = async () => createClient({ url: process.env.REDIS_URL }).connect();
const context = createResumableStreamContext({ waitUntil: null, publisher: await connect(), subscriber: await connect() });
const controllers = new Map();

async function start(id) {
  let controller;
  const stream = await context.createNewResumableStream(id, () => new ReadableStream({ start: (c) => { controller = c; } }));
  stream.pipeTo(new WritableStream()); // its own first reader
  return { controller, count: 0 };
}

createServer({ keepAliveTimeout: 600_000 }, async (request, response) => {
  const [, verb, id] = request.url.split('/');
  if (!controllers.has(id)) controllers.set(id, start(id));
  const made = await controllers.get(id);
  if (verb === 'pub') {
    let body = '';
    for await (const part of request) body += part;
    made.controller.enqueue(`id: ${++made.count}\ndata: ${body}\n\n`);
    response.writeHead(202).end();
    return;
  }

  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  const stream = await context.resumeExistingStream(id);
  for await (const text of stream) response.write(text);
  response.end();
}).listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 16384 });
