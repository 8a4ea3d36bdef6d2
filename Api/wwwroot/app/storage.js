// What this browser keeps. Storage may be off or full: then the page keeps nothing.

const MOST_SNAPSHOTS = 12;
const MOST_CHARS = 400_000;

export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name, value) {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

/** What the tab keeps until it is closed; throws where storage is off. */
export const session = {
  getItem: (name) => sessionStorage.getItem(name),
  setItem: (name, value) => sessionStorage.setItem(name, value),
  removeItem: (name) => sessionStorage.removeItem(name),
};

/** The last snapshot of a job that was kept, or null. */
export function keptSnapshot(jobId) {
  try {
    const snapshot = JSON.parse(localStorage.getItem(`job:${jobId}`));
    return snapshot?.job_id === jobId && snapshot.last_event_id ? snapshot : null;
  } catch {
    return null;
  }
}

export function keepSnapshot(snapshot) {
  if (!snapshot.event_count) return;
  const json = JSON.stringify(snapshot);
  if (json.length > MOST_CHARS) return forgetSnapshot(snapshot.job_id);
  const recent = [snapshot.job_id, ...recentJobs().filter((id) => id !== snapshot.job_id)];
  for (const old of recent.splice(MOST_SNAPSHOTS)) forgetSnapshot(old);
  keep('jobs', JSON.stringify(recent));
  if (!keep(`job:${snapshot.job_id}`, json)) forgetSnapshot(snapshot.job_id);
}

export function forgetSnapshot(jobId) {
  try {
    localStorage.removeItem(`job:${jobId}`);
  } catch {
    // Storage is off: no snapshot was kept.
  }
}

function recentJobs() {
  try {
    return JSON.parse(localStorage.getItem('jobs')) ?? [];
  } catch {
    return [];
  }
}
