import { JobStream } from '../sdk/job-stream.js';
import { api } from './api.js';
import { shared } from './streams.js';

/** A log of more events is checked only when the user asks for it. */
const MOST_EVENTS = 5000;

/**
 * Whether the log of an ended job is complete and unaltered. Who watched the job to its end knows; for who comes later the log is read
 * once more from its first event.
 */
export function proofOf(stream, onChange) {
  let replay = null;
  let verdict = null;
  let failed = false;

  async function check() {
    failed = false;
    replay = new JobStream(stream.jobId, { api, transport: shared ?? undefined, replay: true });
    onChange();
    try {
      await replay.connect().finished;
      verdict = replay.verified;
    } catch {
      failed = true; // the server can't be reached, or has the job no more
    }

    replay = null;
    onChange();
  }

  return {
    check,
    /** `null` before the end; then `verified`, `mismatch`, `checking` or `unchecked`. */
    get state() {
      if (stream.connection.state !== 'finished') return null;
      const known = stream.verified ?? verdict;
      if (known !== null) return known ? 'verified' : 'mismatch';
      return replay ? 'checking' : 'unchecked';
    },
    update() {
      if (this.state === 'unchecked' && !failed && stream.snapshot.event_count <= MOST_EVENTS) check();
    },
    close: () => replay?.close(),
  };
}
