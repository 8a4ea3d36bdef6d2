import { createHash, randomUUID } from 'node:crypto';

/** Writes a log as the server does: dense seq, envelope, hash chain, `done` with count and digest. */
export class EventLog {
  events = [];
  attempt = 0;
  #digest = Buffer.alloc(0);
  #listeners = new Set();

  constructor(jobId = randomUUID(), start = Date.parse('2026-11-20T13:00:00.000Z')) {
    this.jobId = jobId;
    this.time = start;
  }

  get last() {
    return this.events.at(-1) ?? null;
  }

  get digest() {
    return this.#digest.toString('hex');
  }

  get ended() {
    return this.last?.type === 'done';
  }

  add(type, payload = {}, at = (this.time += 40)) {
    const seq = this.events.length + 1;
    if (type === 'done') payload = { status: 'completed', ...payload, event_count: seq, digest: this.digest };
    const data = JSON.stringify({
      type, job_id: this.jobId, attempt: this.attempt, seq, at: new Date(at).toISOString(), ...payload,
    });
    this.#digest = createHash('sha256').update(this.#digest).update(data).digest();
    const event = Object.freeze({ id: `${this.attempt}-${seq}`, type, data });
    this.events.push(event);
    for (const listener of this.#listeners) listener(event);
    return event;
  }

  onAppend(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Events after a cursor; null when the cursor is not in the log. */
  after(cursor) {
    if (cursor === '0-0') return this.events;
    const index = this.events.findIndex((e) => e.id === cursor);
    return index < 0 ? null : this.events.slice(index + 1);
  }
}

/** A small job from queued to done, `insights` of them in the middle. */
export function sampleLog(insights = 20, jobId = undefined) {
  const log = new EventLog(jobId);
  log.add('job_status', { status: 'queued', pipeline: 'resume-tailoring', steps: ['analyzing', 'writing'] });
  log.attempt = 1;
  log.add('job_status', { status: 'running' });
  log.add('step_progress', { step: 'analyzing', status: 'started', percent: 0 });
  for (let i = 1; i <= insights; i++) {
    log.add('insight_emitted', {
      insight_id: `i${i}`, category: 'keywords', importance: 'medium', message: `Élément n° ${i} – ✓ 🎯`, step: 'analyzing',
    });
  }

  log.add('step_progress', { step: 'analyzing', status: 'completed', percent: 100 });
  log.add('job_status', { status: 'completed' });
  log.add('done', { summary: { insights } });
  return log;
}
