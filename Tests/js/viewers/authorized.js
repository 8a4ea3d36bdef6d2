// Watches a job with the JavaScript client and the credentials of a caller, and prints what it saw as one line of JSON.
//
//   node authorized.js eventsource|shared <base> <job id> <key>

import { EventSource } from 'eventsource';
import { JobStream, sharedTransport } from '../../../Api/wwwroot/sdk/job-stream.js';
import { Locks } from '../support/locks.js';

const [kind, base, jobId, key] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${key}` };
const transport = kind === 'shared' ? sharedTransport({ base, headers, EventSource, locks: new Locks(), name: jobId }) : undefined;
const stream = new JobStream(jobId, { base, headers, EventSource, transport, replay: true });
const states = [];
const seen = [];
stream.addEventListener('connection', (e) => states.at(-1) === e.detail.state || states.push(e.detail.state));
stream.addEventListener('event', (e) => seen.push(e.detail.id));
let error = null;
await stream.connect().finished.catch((reason) => {
  error = reason.message;
});
transport?.close();
process.stdout.write(`${JSON.stringify({ states, seen, verified: stream.verified, error })}\n`);
