// Watches one job and never loses, doubles or reorders an event. No dependencies; browsers and Node 20.
//
//   const stream = new JobStream(jobId);
//   stream.addEventListener('change', () => render(stream.snapshot, stream.connection));
//   stream.connect();

import { Coalesced } from './coalesced.js';
import { formatEventId, parseEventId } from './event-id.js';
import { eventSourceTransport } from './event-source-transport.js';
import { ApiError, JobsApi } from './jobs-api.js';
import { LiveConnection } from './live-connection.js';
import { SnapshotReducer } from './reducer.js';
import { StreamAccess } from './stream-access.js';

export { NONE, parseEventId } from './event-id.js';
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

/** How often the stream asks again for the same missing events before it takes the snapshot instead. */
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
  #link;
  #reducer;
  #hasState;
  #holes = 0;
  #heartbeatId = null;
  #verified = null;
  #replayed = false;
  #access;
  #change;
  #settle;
  #finished = new Promise((resolve, reject) => {
    this.#settle = { resolve, reject };
  });

  constructor(jobId, options = {}) {
    super();
    this.jobId = jobId;
    this.#options = { ...DEFAULTS, ...options };
    this.#api = options.api ?? new JobsApi(options);
    this.#access = new StreamAccess(jobId, this.#api, this.#options);
    this.#reducer = new SnapshotReducer(options.snapshot ?? jobId);
    // With `replay` the stream starts at the first event; with a state to go on from it needs no snapshot.
    this.#hasState = options.replay === true || options.snapshot !== undefined;
    this.#change = new Coalesced(() => this.dispatchEvent(new Event('change')), this.#options.changeIntervalMs);
    this.#link = new LiveConnection(
      options.transport ?? eventSourceTransport(options.EventSource),
      {
        connecting: () => this.#request(),
        frame: (type, data) => this.#frame(type, data),
        refused: () => this.#refused(),
        moved: (status) => this.#moved(status),
      },
      this.#options,
    );
    this.#finished.catch(() => {}); // no unhandled rejection for a caller that doesn't use the promise
  }

  /** The state so far; the same object until something changes. */
  get snapshot() {
    return this.#reducer.toSnapshot();
  }

  /** `{state, since, nextTryAt, tries, error}`; state: idle, connecting, live, reconnecting, stale, finished, failed or closed. */
  get connection() {
    return this.#link.status;
  }

  get lastEventId() {
    return this.#reducer.lastEventId;
  }

  /** When the last frame came, in milliseconds since 1970. */
  get heardAt() {
    return this.#link.heardAt;
  }

  /** After `done`: whether the digest proves that no byte was missed. Null before, or when the job's state came from elsewhere. */
  get verified() {
    return this.#verified;
  }

  /** Fulfilled with the last snapshot at the end of the job; rejected when the stream fails or is closed before. */
  get finished() {
    return this.#finished;
  }

  /** Begins to watch. A second call does nothing. */
  connect() {
    if (this.connection.state !== 'idle') return this;
    if (this.snapshot.ended_at) this.#link.end('finished');
    else this.#link.start();
    return this;
  }

  /** Tries at once instead of waiting for the next try. */
  reconnectNow() {
    this.#link.reconnectNow();
  }

  /**
   * Breaks the connection, as a network that fails, and opens it again after this time: for showing and testing what then happens.
   * @param {number} ms
   */
  cut(ms) {
    if (!this.#link.isOver && this.connection.state !== 'idle') this.#link.again('cut', ms);
  }

  /** Stops watching; the job goes on. */
  close() {
    if (!this.#link.isOver) this.#link.end('closed');
  }

  /** Asks the job to stop; its `done` comes through the stream. */
  cancel(options) {
    return this.#api.cancel(this.jobId, options);
  }

  /** Continues a failed or canceled job from its failed step, as a new job. */
  retry(options) {
    return this.#api.retry(this.jobId, options);
  }

  #request() {
    this.#heartbeatId = null;
    const position = () => (this.#hasState ? this.lastEventId : null);
    const url = this.#access.address();
    return {
      jobId: this.jobId,
      url,
      cursor: position(),
      position,
      ...(this.#access.isGuarded && { access: () => url, capability: () => this.#access.capability }),
    };
  }

  #accessEnded({ reason }) {
    if (!this.#access.canAsk) {
      this.#link.end('failed', new ApiError(401, { title: `The right to the stream is ${reason}.` }));
      return;
    }

    this.#access.forget();
    this.#link.again(`access_${reason}`);
  }

  #moved(status) {
    this.dispatchEvent(new JobStreamEvent('connection', status));
    if (!this.#link.isOver) {
      this.#change.soon();
      return;
    }

    this.#change.now();
    if (status.state === 'finished') this.#settle.resolve(this.snapshot);
    else this.#settle.reject(status.error ?? new DOMException('The stream was closed.', 'AbortError'));
  }

  #frame(type, data) {
    try {
      const payload = JSON.parse(data);
      if (type === 'heartbeat') this.#heartbeat(payload);
      else if (type === 'access_expiring') this.#access.renew(payload, () => this.#link.isOver);
      else if (type === 'access_ended') this.#accessEnded(payload);
      else if (type === 'gone') this.#link.end('failed', new ApiError(404, { title: payload.message })); // no event of the job will come
      else if (type === 'snapshot' || type === 'reset') this.#replace(type, payload);
      else this.#event(type, data, payload);
    } catch (error) {
      // The stream can understand neither this frame nor the frames after it, but it can understand the snapshot.
      this.#resync(error.message);
    }
  }

  #event(type, data, payload) {
    const id = formatEventId(payload);
    const { seq, attempt } = this.#reducer;
    if (payload.seq <= seq && payload.attempt <= attempt) return; // came before
    if (payload.seq !== seq + 1) {
      // An id ahead: an event was missed. An id behind, in a newer attempt: the log lost events. The server knows which.
      this.#hole(`Event ${id} can't follow ${this.lastEventId}.`);
      return;
    }

    const digest = type === 'done' ? this.#reducer.digest : null;
    this.#reducer.apply({ id, type, data }, payload);
    this.#advanced();
    this.dispatchEvent(new JobStreamEvent('event', { id, type, data, payload }));
    if (type === 'done') this.#done(payload, digest);
    else this.#change.soon();
  }

  #done(payload, digest) {
    const whole = payload.event_count === payload.seq && payload.digest === digest;
    if (!whole && !this.#replayed) {
      // The received events are wrong: the stream reads once more from the first event, which also shows where the fault is.
      this.#replayed = true;
      this.#reducer = new SnapshotReducer(this.jobId);
      this.dispatchEvent(new JobStreamEvent('reset', { reason: 'digest_mismatch' }));
      this.#link.again('digest_mismatch');
      return;
    }

    this.#verified = whole;
    this.#link.end('finished');
  }

  #replace(type, snapshot) {
    this.#reducer = new SnapshotReducer(snapshot);
    this.#advanced();
    this.dispatchEvent(new JobStreamEvent(type, { reason: 'server', snapshot }));
    if (snapshot.ended_at) this.#link.end('finished');
    else this.#change.soon();
  }

  #heartbeat({ last_event_id: id }) {
    // An event that the server had sent before the previous heartbeat, and that is still missing, will not come any more.
    const before = this.#heartbeatId;
    this.#heartbeatId = id ?? null;
    this.#link.proven();
    if (before && parseEventId(before).seq > this.#reducer.seq) this.#hole(`The server is at ${before}, we are at ${this.lastEventId}.`);
    else this.dispatchEvent(new Event('heartbeat'));
  }

  #advanced() {
    this.#hasState = true;
    this.#holes = 0;
    this.#link.proven();
  }

  #hole(message) {
    if (++this.#holes > HOLE_TRIES) this.#resync(message);
    else this.#link.again(message);
  }

  /** Starts over from the snapshot. */
  #resync(error) {
    this.#hasState = false;
    this.#holes = 0;
    this.#link.again(error);
  }

  async #refused() {
    if (this.#access.canAsk) this.#access.forget(); // its right may have ended while there was no connection
    try {
      const record = await this.#api.get(this.jobId);
      // The server answers 204 to a cursor at the end of a job. This stream would have finished there, so its cursor is wrong.
      if (record?.ended_at && record.last_event_id === this.lastEventId) this.#hasState = false;
      return {};
    } catch (problem) {
      return problem.transient === false ? { final: problem } : { error: problem.message, atLeastMs: problem.retryAfterMs ?? 0 };
    }
  }
}
