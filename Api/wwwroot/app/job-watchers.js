import { JobStream } from '../sdk/job-stream.js';
import { api } from './api.js';
import { failedItems, viewOf } from './job-picture.js';
import { shared } from './streams.js';

/** A frame's id carries a cursor for each job of a stream, and the server limits their number; the rest of a long list is polled. */
const MOST = 40;

/** The live state of several jobs over the one stream of this browser. */
export class JobWatchers {
  #streams = new Map();
  #onChange;
  #heardAt = null;

  constructor(onChange) {
    this.#onChange = onChange;
  }

  /** Watches the jobs that have not ended, and no others. */
  watch(jobs) {
    const wanted = new Set(jobs.filter((job) => !job.ended_at).map((job) => job.job_id).slice(0, MOST));
    for (const [id, stream] of this.#streams) {
      if (wanted.has(id) || stream.snapshot.ended_at) continue;
      stream.close();
      this.#streams.delete(id);
    }

    for (const id of wanted) {
      if (this.#streams.has(id)) continue;
      const stream = new JobStream(id, { api, transport: shared });
      stream.addEventListener('change', this.#onChange);
      this.#streams.set(id, stream);
      stream.connect();
    }
  }

  /** The current state of a job: as listed, updated by the events since. */
  latest(job) {
    const stream = this.#streams.get(job.job_id);
    const snapshot = stream?.snapshot;
    if (!snapshot?.event_count || job.ended_at) return job;
    const { state } = stream.connection;
    if (state === 'live') this.#heardAt = Date.now();
    const { status, started_at, ended_at, updated_at, steps, current_step } = snapshot;
    return {
      ...job, status, started_at: started_at ?? job.started_at, ended_at, updated_at, current_step, share: share(steps),
      failed_count: failedItems(snapshot), view: viewOf(state, false), heardAt: this.#heardAt,
    };
  }

  close() {
    for (const stream of this.#streams.values()) stream.close();
    this.#streams.clear();
  }
}

/** How much of all steps is done, 0 to 1. */
function share(steps) {
  const done = steps.map(({ status, percent }) => (status === 'completed' || status === 'skipped' ? 100 : percent ?? 0));
  return done.reduce((sum, percent) => sum + percent, 0) / (100 * Math.max(steps.length, 1));
}
