import { keep, kept } from './storage.js';

const KEY = 'shortlists';
const MOST_JOBS = 50;

const all = () => {
  try {
    return Object.entries(JSON.parse(kept(KEY)) ?? {});
  } catch {
    return [];
  }
};

/** The candidates that the user of this browser chose among a job's. @returns {Set<string>} */
export const shortlistOf = (jobId) => new Set(all().find(([id]) => id === jobId)?.[1] ?? []);

/** Keeps the newest ones only. */
export function keepShortlist(jobId, names) {
  const others = all().filter(([id]) => id !== jobId);
  const own = names.size > 0 ? [[jobId, [...names]]] : [];
  keep(KEY, JSON.stringify(Object.fromEntries([...others, ...own].slice(-MOST_JOBS))));
}
