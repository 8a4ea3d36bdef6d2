// Watches one job and never loses, doubles or reorders an event. No dependencies; browsers and Node 20.
//
//   const stream = new JobStream(jobId);
//   stream.addEventListener('change', () => render(stream.snapshot, stream.connection));
//   stream.connect();

import { formatEventId, NONE, parseEventId } from './event-id.js';
import { eventSourceTransport } from './event-source-transport.js';
import { ApiError, JobsApi } from './jobs-api.js';
import { watchLifecycle } from './page-lifecycle.js';
import { SnapshotReducer } from './reducer.js';

export { ApiError, JobsApi } from './jobs-api.js';
export { EVENT_TYPES, SnapshotReducer } from './reducer.js';
export { eventSourceTransport } from './event-source-transport.js';
export { sharedTransport } from './shared-transport.js';
export { streamPost } from './post-stream.js';

const DEFAULTS = {
  staleAfterMs: 35_000, // two heartbeats of 15 s, and some
  minBackoffMs: 500,
  maxBackoffMs: 20_000,
  changeIntervalMs: 125, // at most 8 changes a second
};

/** How often the same hole is asked for again before the snapshot is taken instead. */
const HOLE_TRIES = 2;

/** An event with a `detail`, as CustomEvent, which Node 18 doesn't have. */
class JobStreamEvent extends Event {
  constructor(type, detail) {
    super(type);
    this.detail = detail;
  }
}

export class JobStream extends EventTarget {
  #options;
  #api;
  #open;
  #reducer;
  #hasState;
  #connection;
  #close = null;
  #failures = 0;
  #holes = 0;
  #heardAt = 0;
  #heartbeatId = null;
  #retryTimer = null;
  #watchdog = null;
  #changeTimer = null;
  #changedAt = -Infinity;
  #verified = null;
  #replayed = false;
  #unlisten = () => {};
  #settled = Promise.withResolvers ? Promise.withResolvers() : withResolvers();

  constructor(jobId, options = {}) {
    super();
    this.jobId = jobId;
    this.#options = { ...DEFAULTS, ...options };
    this.#api = options.api ?? new JobsApi(options);
    this.#open = options.transport ?? eventSourceTransport(options.EventSource);
    this.#reducer = new SnapshotReducer(options.snapshot ?? jobId);
    // With `replay`, everything from the first event on is wanted; a state to go on from makes the snapshot needless.
    this.#hasState = options.replay === true || options.snapshot !== undefined;
    this.#connection = Object.freeze({ state: 'idle', since: Date.now(), nextTryAt: null, tries: 0, error: null });
    this.#settled.promise.catch(() => {}); // whoever doesn't ask for it isn't told
  }

  /** The state so far; the same object until something changes. */
  get snapshot() {
    return this.#reducer.toSnapshot();
  }

  /** `{state, since, nextTryAt, tries, error}`; state: idle, connecting, live, reconnecting, stale, finished, failed or closed. */
  get connection() {
    return this.#connection;
  }

  get lastEventId() {
    return this.#reducer.lastEventId;
  }

  /** When the last frame came, in milliseconds since 1970. */
  get heardAt() {
    return this.#heardAt;
  }

  /** After `done`: whether the digest proves that no byte was missed. Null before, or when the job's state came from elsewhere. */
  get verified() {
    return this.#verified;
  }

  /** Fulfilled with the last snapshot at the end of the job; rejected when the stream fails or is closed before. */
  get finished() {
    return this.#settled.promise;
  }

  /** Begins to watch. Again: nothing. */
  connect() {
    if (this.#connection.state !== 'idle') return this;
    if (this.snapshot.ended_at) {
      this.#finish();
      return this;
    }

    this.#listen();
    this.#connectNow();
    return this;
  }

  /** Tries at once instead of waiting for the next try. */
  reconnectNow() {
    if (['reconnecting', 'stale', 'live', 'connecting'].includes(this.#connection.state)) this.#connectNow();
  }

  /** Stops watching; the job goes on. */
  close() {
    if (this.#isOver) return;
    this.#stop();
    this.#move('closed');
    this.#settled.reject(new DOMException('The stream was closed.', 'AbortError'));
  }

  /** Asks the job to stop; its `done` comes through the stream. */
  cancel(options) {
    return this.#api.cancel(this.jobId, options);
  }

  /** Continues a failed or canceled job from its failed step, as a new job. */
  retry(options) {
    return this.#api.retry(this.jobId, options);
  }

  get #isOver() {
    return ['finished', 'failed', 'closed'].includes(this.#connection.state);
  }

  #connectNow() {
    this.#drop();
    if (this.#connection.state === 'idle') this.#move('connecting');
    else if (this.#connection.state !== 'stale') this.#move(this.#connection.state === 'connecting' ? 'connecting' : 'reconnecting');
    this.#heardAt = Date.now();
    this.#heartbeatId = null;
    this.#watch();

    const request = {
      jobId: this.jobId,
      url: this.#options.url ?? this.#api.url(`/api/jobs/${encodeURIComponent(this.jobId)}/stream`),
      cursor: this.#hasState ? this.lastEventId : null,
      position: () => (this.#hasState ? this.lastEventId : null),
    };
    let current = true; // what an abandoned connection still says is not for us
    const close = this.#open(request, {
      opened: () => current && this.#opened(),
      frame: (type, data) => current && this.#frame(type, data),
      ended: (how) => current && this.#ended(how),
    });
    this.#close = () => {
      current = false;
      close();
    };
  }

  #opened() {
    this.#heardAt = Date.now();
    this.#move('live');
  }

  #frame(type, data) {
    this.#heardAt = Date.now();
    if (this.#connection.state !== 'live') this.#move('live');
    try {
      const payload = JSON.parse(data);
      if (type === 'heartbeat') this.#heartbeat(payload);
      else if (type === 'gone') this.#fail(new ApiError(404, { title: payload.message })); // nothing of it will ever come
      else if (type === 'snapshot' || type === 'reset') this.#replace(type, payload);
      else this.#event(type, data, payload);
    } catch (error) {
      // Neither the frame nor what comes after it can be understood from here; the snapshot can.
      this.#resync(error);
    }
  }

  #event(type, data, payload) {
    const id = formatEventId(payload);
    const { seq, attempt } = this.#reducer;
    if (payload.seq <= seq && payload.attempt <= attempt) return; // came before
    if (payload.seq !== seq + 1) {
      // Ahead: something was missed. Behind with a newer attempt: the log lost what we had seen. The server knows either way.
      this.#hole(`Event ${id} can't follow ${this.lastEventId}.`);
      return;
    }

    const digest = type === 'done' ? this.#reducer.digest : null;
    this.#reducer.apply({ id, type, data }, payload);
    this.#hasState = true;
    this.#failures = 0;
    this.#holes = 0;
    this.dispatchEvent(new JobStreamEvent('event', { id, type, data, payload }));
    if (type === 'done') this.#done(payload, digest);
    else this.#changed();
  }

  #done(payload, digest) {
    const whole = payload.event_count === payload.seq && payload.digest === digest;
    if (!whole && !this.#replayed) {
      // Something is wrong with what we saw: once more from the first event, which also shows whose fault it was.
      this.#replayed = true;
      this.#reducer = new SnapshotReducer(this.jobId);
      this.dispatchEvent(new JobStreamEvent('reset', { reason: 'digest_mismatch' }));
      this.#again('digest_mismatch');
      return;
    }

    this.#verified = whole;
    this.#finish();
  }

  #replace(type, snapshot) {
    this.#reducer = new SnapshotReducer(snapshot);
    this.#hasState = true;
    this.#failures = 0;
    this.#holes = 0;
    this.dispatchEvent(new JobStreamEvent(type, { reason: 'server', snapshot }));
    if (snapshot.ended_at) this.#finish();
    else this.#changed();
  }

  #heartbeat({ last_event_id: id }) {
    // What the server had sent at the heartbeat before and we still don't have is not under way any more.
    const before = this.#heartbeatId;
    this.#heartbeatId = id ?? null;
    this.#failures = 0;
    if (before && parseEventId(before).seq > this.#reducer.seq) this.#hole(`The server is at ${before}, we are at ${this.lastEventId}.`);
    else this.dispatchEvent(new Event('heartbeat'));
  }

  #hole(message) {
    if (++this.#holes > HOLE_TRIES) this.#resync(new Error(message));
    else this.#again(message);
  }

  /** Starts over from the snapshot. */
  #resync(error) {
    this.#hasState = false;
    this.#holes = 0;
    this.#failures++;
    this.#again(error.message);
  }

  /** The connection is of no use any more though it stands. */
  #again(error) {
    this.#drop();
    this.#schedule(error);
  }

  async #ended({ refused, error = null }) {
    this.#drop();
    if (!refused) {
      this.#schedule(error ?? 'connection_lost');
      return;
    }

    // Refused, but an EventSource doesn't say how: ask.
    this.#move('reconnecting', { error: 'refused' });
    const connection = this.#connection;
    let record = null;
    let problem = null;
    try {
      record = await this.#api.get(this.jobId);
    } catch (e) {
      problem = e;
    }

    if (this.#connection !== connection) return; // closed or reconnected meanwhile
    if (problem && problem.transient === false) this.#fail(problem);
    else this.#schedule(problem?.message ?? 'refused', problem?.retryAfterMs ?? 0);
    // A job that has ended answers 204 to a cursor at its end. We would have finished by then, so our cursor is wrong.
    if (record?.ended_at && record.last_event_id === this.lastEventId) this.#hasState = false;
  }

  #schedule(error, atLeastMs = 0) {
    const { minBackoffMs, maxBackoffMs, random = Math.random } = this.#options;
    const ceiling = Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(this.#failures, 16));
    const delay = Math.max(atLeastMs, ceiling / 2 + (random() * ceiling) / 2);
    this.#failures++;
    this.#move('reconnecting', { nextTryAt: Date.now() + delay, error });
    this.#retryTimer = setTimeout(() => this.#connectNow(), delay);
  }

  #watch() {
    const { staleAfterMs } = this.#options;
    this.#watchdog = setInterval(() => this.#checkHeard(), Math.max(staleAfterMs / 8, 5));
  }

  #checkHeard() {
    if (!this.#close || Date.now() - this.#heardAt < this.#options.staleAfterMs) return;
    this.#move('stale', { error: 'silence' });
    this.#failures++;
    this.#connectNow();
  }

  #listen() {
    const { lifecycle = typeof document === 'undefined' ? null : globalThis } = this.#options;
    if (!lifecycle) return;
    this.#unlisten = watchLifecycle(lifecycle, {
      doubt: () => this.reconnectNow(),
      look: () => {
        if (this.#connection.state === 'reconnecting' && this.#connection.nextTryAt !== null) this.#connectNow();
        else this.#checkHeard();
      },
    });
  }

  #finish() {
    this.#stop();
    this.#move('finished');
    this.#settled.resolve(this.snapshot);
  }

  #fail(error) {
    this.#stop();
    this.#move('failed', { error });
    this.#settled.reject(error);
  }

  /** Closes the connection, if any, and forgets the next try. */
  #drop() {
    clearTimeout(this.#retryTimer);
    clearInterval(this.#watchdog);
    this.#close?.();
    this.#close = null;
  }

  #stop() {
    this.#drop();
    this.#unlisten();
  }

  #move(state, { nextTryAt = null, error = null } = {}) {
    const was = this.#connection;
    this.#connection = Object.freeze({
      state,
      since: was.state === state ? was.since : Date.now(),
      nextTryAt,
      tries: state === 'reconnecting' || state === 'stale' ? this.#failures : 0,
      error: error ?? (state === was.state ? was.error : null),
    });
    this.dispatchEvent(new JobStreamEvent('connection', this.#connection));
    this.#changed(this.#isOver);
  }

  /** Coalesced: the first change at once, then at most one per interval, and the last one always. */
  #changed(now = false) {
    const wait = this.#changedAt + this.#options.changeIntervalMs - Date.now();
    if (now || wait <= 0) {
      clearTimeout(this.#changeTimer);
      this.#changeTimer = null;
      this.#changedAt = Date.now();
      this.dispatchEvent(new Event('change'));
    } else {
      this.#changeTimer ??= setTimeout(() => this.#changed(true), wait);
    }
  }
}

function withResolvers() {
  const deferred = {};
  deferred.promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }));
  return deferred;
}

export { NONE, parseEventId };
