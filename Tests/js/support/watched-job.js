import { afterEach } from 'node:test';
import { JobStream } from '../../../Api/wwwroot/sdk/job-stream.js';
import { EventLog } from './event-log.js';
import { NodeEventSource } from './event-source.js';
import { JobServer } from './job-server.js';

export const FAST = { minBackoffMs: 5, maxBackoffMs: 40, changeIntervalMs: 1 };
/** Called after the test. */
export const cleanups = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Serves a log until the end of the test. */
export async function serve(log) {
  const server = await JobServer.start(log);
  cleanups.push(() => server.stop());
  return server;
}

/** Follows a job until the end of the test, and notes what arrives. */
export function watch(server, log, options = {}) {
  const stream = new JobStream(log.jobId, { base: server.base, EventSource: NodeEventSource, replay: true, ...FAST, ...options });
  cleanups.push(() => stream.close());
  const seen = [];
  const states = [];
  stream.addEventListener('event', (e) => seen.push(e.detail.id));
  stream.addEventListener('connection', (e) => states.at(-1) === e.detail.state || states.push(e.detail.state));
  return { stream: stream.connect(), seen, states };
}

export const ids = (log) => log.events.map((e) => e.id);

export function unfinishedLog() {
  const log = new EventLog();
  log.add('job_status', { status: 'queued', pipeline: 'p', steps: ['a'] });
  log.attempt = 1;
  log.add('job_status', { status: 'running' });
  return log;
}
