import { sharedTransport } from '../sdk/job-stream.js';
import { guardedFetch, headers } from './session.js';

/** One connection for all jobs of all tabs of this browser; null where the browser can't do that, as over plain HTTP in a network. */
export const shared = sharedTransport({ headers, fetch: guardedFetch });
