// What the page shows of a job, for every combination of job, step and connection. The table is in docs/page.md; a test compares each cell.

/** Job states in which no more event can follow. */
const ENDED = ['completed', 'failed', 'canceled'];

/**
 * Who looks at a job: `live` hears every event; `away` knows only the last state before the connection was lost; `past` looks at a past
 * state by choice. A job that has ended is seen whole by everyone.
 */
export function viewOf(connection, past) {
  if (past) return 'past';
  return connection === 'live' ? 'live' : 'away';
}

/** `canceling` counts as a state of its own: the worker may still finish what it has begun. */
export const stateOf = (snapshot, canceling) => (canceling && !ENDED.includes(snapshot.status) ? 'canceling' : snapshot.status);

/**
 * How a step looks.
 * @returns {{mark: 'spinner'|'hold'|'check'|'cross'|'forward'|'dot'|'dash'|'stop', text: 'percent'|string, eta: boolean}}
 *   `text`: the share that is done, or the key of a text of `steps.…`
 */
export function stepPicture(state, step, view) {
  switch (step) {
    case 'completed': return { mark: 'check', text: 'completed', eta: false };
    case 'failed': return { mark: 'cross', text: 'failed', eta: false };
    case 'skipped': return { mark: 'forward', text: 'skipped', eta: false };
    case 'pending': return ENDED.includes(state) ? { mark: 'dash', text: 'notRun', eta: false } : { mark: 'dot', text: 'pending', eta: false };
    default:
  }

  if (ENDED.includes(state)) return { mark: 'stop', text: 'stopped', eta: false };
  if (view !== 'live') return { mark: 'hold', text: 'percent', eta: false };
  if (state === 'queued') return { mark: 'hold', text: 'handedBack', eta: false };
  if (state === 'retrying') return { mark: 'hold', text: 'retrying', eta: false };
  return { mark: 'spinner', text: 'percent', eta: state === 'running' };
}

/** How much longer than it says an estimate is shown: then nothing has been heard for too long to believe it. */
const LATE_MS = 3000;

/** How long an estimate still holds, in milliseconds: the worker of a step that is silent may be lost. */
export const etaHolds = (etaSec, toldAt, now) => Math.max(toldAt + etaSec * 1000 + LATE_MS - now, 0);

/**
 * What a user can do with a job. Nothing that changes a job is offered in the past.
 * @param {{failedStep: boolean, retryable: boolean}} job
 * @returns {{cancel: boolean, retry: null|'fromStep'|'again'|'goOn', remove: boolean}}
 */
export function actionsOf(state, view, { failedStep, retryable }) {
  if (view === 'past') return { cancel: false, retry: null, remove: false };
  const retry = state === 'canceled' ? 'goOn' : state === 'failed' && retryable ? (failedStep ? 'fromStep' : 'again') : null;
  return { cancel: ['queued', 'running', 'retrying'].includes(state), retry, remove: ENDED.includes(state) };
}

/** Whether a job of a list can be started again, by the same rule. */
export const canRetry = (status, retryable) => actionsOf(status, 'live', { failedStep: false, retryable: Boolean(retryable) }).retry !== null;

/**
 * How long a job has taken, in milliseconds. The time runs only while the job does and the page hears of it.
 * @param {{started_at?: string, created_at: string, ended_at?: string, updated_at?: string, status: string}} snapshot
 * @param {number} now in milliseconds since 1970
 * @param {number|null} heardAt when the page was live last
 */
export function elapsedMs(snapshot, view, now, heardAt) {
  const from = Date.parse(snapshot.started_at ?? snapshot.created_at);
  if (snapshot.ended_at) return Date.parse(snapshot.ended_at) - from;
  const known = Date.parse(snapshot.updated_at ?? snapshot.created_at);
  const to = view === 'live' ? now : view === 'past' ? known : Math.max(known, heardAt ?? 0);
  return Math.max(to - from, 0);
}

/** How many items of an ended job failed: a batch with failures is not simply completed. */
export function failedItems({ status, summary, results = [] }) {
  if (status !== 'completed') return 0;
  if (typeof summary?.failed_count === 'number') return summary.failed_count;
  return results.filter(({ data }) => data?.success === false).length;
}
