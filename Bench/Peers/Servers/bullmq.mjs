// BullMQ over Redis. With SLOTS this process works off the jobs; else it takes them by POST.
import { createServer } from 'node:http';
import { Queue, Worker } from 'bullmq';

const connection = { host: '127.0.0.1', port: Number(process.env.REDIS_PORT), maxRetriesPerRequest: null };

async function work(job) {
  const { updates } = job.data;
  for (let done = 1; done <= updates; done++) await job.updateProgress({ percent: (done * 100) / updates, done, updates });
  return updates;
}

if (process.env.SLOTS) {
  new Worker('jobs', work, { connection, concurrency: Number(process.env.SLOTS) });
} else {
  const queue = new Queue('jobs', { connection });
  createServer({ keepAliveTimeout: 600_000 }, async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { id } = await queue.add('bench', JSON.parse(body), { jobId: request.headers['idempotency-key'] });
    response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ id }));
  }).listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
}
