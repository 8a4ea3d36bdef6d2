// What a list of jobs is narrowed to: in the address of the page, and in the request to the server.

const DAY_MS = 24 * 3600 * 1000;
/** Spans of time by name, in days. */
export const SPANS = { day: 1, week: 7, month: 30 };
export const STATUSES = ['active', 'ended', 'queued', 'running', 'retrying', 'completed', 'failed', 'canceled'];
const NAMES = ['text', 'pipeline', 'status', 'span'];

/** @param {string} search as in `?status=failed`; what is not known is left out */
export function filterOf(search) {
  const given = new URLSearchParams(search);
  const filter = Object.fromEntries(NAMES.map((name) => [name, (given.get(name) ?? '').trim()]));
  if (!STATUSES.includes(filter.status)) filter.status = '';
  if (!Object.hasOwn(SPANS, filter.span)) filter.span = '';
  return filter;
}

/** The address of the list with this filter. */
export function addressOf(filter) {
  const query = new URLSearchParams(NAMES.filter((name) => filter[name]).map((name) => [name, filter[name]]));
  return query.size > 0 ? `/jobs?${query}` : '/jobs';
}

/** @param {number} now in milliseconds since 1970 */
export function queryOf({ text, pipeline, status, span }, now) {
  return { text, pipeline, status, since: span ? new Date(now - SPANS[span] * DAY_MS).toISOString() : '' };
}

export const isNarrow = (filter) => NAMES.some((name) => filter[name]);

/** What can be done with the chosen jobs: a list of jobs for each action. A list does not tell whether a failure is worth a retry. */
export function choicesOf(jobs) {
  return {
    cancel: jobs.filter((job) => !job.ended_at && !job.cancel_requested),
    retry: jobs.filter((job) => job.status === 'failed' || job.status === 'canceled'),
    delete: jobs.filter((job) => job.ended_at),
  };
}
