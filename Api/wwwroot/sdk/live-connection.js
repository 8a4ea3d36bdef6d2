import { watchLifecycle } from './page-lifecycle.js';
import { Watchdog } from './watchdog.js';

const UNDER_WAY = ['connecting', 'live', 'reconnecting', 'stale'];
const OVER = ['finished', 'failed', 'closed'];

/**
 * Keeps a connection open: opens it, notices that it is dead, waits, opens it again. It does not interpret the frames.
 *
 * `status` is `{state, since, nextTryAt, tries, error}`; state: idle, connecting, live, reconnecting, stale, finished, failed
 * or closed.
 */
export class LiveConnection {
  #open;
  #on;
  #options;
  #status = Object.freeze({ state: 'idle', since: Date.now(), nextTryAt: null, tries: 0, error: null });
  #close = null;
  #failures = 0;
  #retryTimer = null;
  #page;
  #watchdog;
  #unlisten = () => {};

  /**
   * @param {Transport} open
   * @param {object} on
   * @param {() => TransportRequest} on.connecting what to ask for, now
   * @param {(type: string, data: string) => void} on.frame
   * @param {() => Promise<{final?: Error, error?: string, atLeastMs?: number}>} on.refused an EventSource doesn't report how it was
   *   refused; this function decides whether to go on
   * @param {(status: Connection) => void} on.moved
   */
  constructor(open, on, options) {
    this.#open = open;
    this.#on = on;
    this.#options = options;
    this.#page = options.lifecycle === undefined && typeof document !== 'undefined' ? globalThis : (options.lifecycle ?? null);
    this.#watchdog = new Watchdog(options.staleAfterMs, () => this.#silent(), this.#page);
  }

  get status() {
    return this.#status;
  }

  get heardAt() {
    return this.#watchdog.heardAt;
  }

  get isOver() {
    return OVER.includes(this.#status.state);
  }

  start() {
    if (this.#page) this.#unlisten = watchLifecycle(this.#page, { doubt: () => this.reconnectNow(), look: () => this.#look() });
    this.#connect();
  }

  /** Tries at once instead of waiting for the next try. */
  reconnectNow() {
    if (UNDER_WAY.includes(this.#status.state)) this.#connect();
  }

  /** The frames were good: the next failure counts as the first one again. */
  proven() {
    this.#failures = 0;
  }

  /** The connection is of no use any more, even if it is open: opens another one after a delay. */
  again(error, atLeastMs = 0) {
    this.#drop();
    const { minBackoffMs, maxBackoffMs, random = Math.random } = this.#options;
    const ceiling = Math.min(maxBackoffMs, minBackoffMs * 2 ** Math.min(this.#failures, 16));
    const delay = Math.max(atLeastMs, ceiling / 2 + (random() * ceiling) / 2);
    this.#failures++;
    this.#move('reconnecting', { nextTryAt: Date.now() + delay, error });
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
  }

  /** @param {'finished'|'failed'|'closed'} state */
  end(state, error = null) {
    this.#drop();
    this.#unlisten();
    this.#move(state, { error });
  }

  #connect() {
    this.#drop();
    const { state } = this.#status;
    if (state !== 'stale') this.#move(state === 'idle' || state === 'connecting' ? 'connecting' : 'reconnecting');
    this.#watchdog.start();

    let current = true; // frames of an abandoned connection are ignored
    const close = this.#open(this.#on.connecting(), {
      opened: () => current && this.#heard(),
      frame: (type, data) => {
        if (!current) return;
        this.#heard();
        this.#on.frame(type, data);
      },
      ended: (how) => current && this.#ended(how),
    });
    this.#close = () => {
      current = false;
      close();
    };
  }

  #heard() {
    this.#watchdog.heard();
    if (this.#status.state !== 'live') this.#move('live');
  }

  async #ended({ refused, error = null }) {
    if (!refused) {
      this.again(error ?? 'connection_lost');
      return;
    }

    this.#drop();
    this.#move('reconnecting', { error: 'refused' });
    const status = this.#status;
    const answer = await this.#on.refused();
    if (this.#status !== status) return; // closed or reconnected meanwhile
    if (answer.final) this.end('failed', answer.final);
    else this.again(answer.error ?? 'refused', answer.atLeastMs);
  }

  #look() {
    if (this.#status.state === 'reconnecting' && this.#status.nextTryAt !== null) this.#connect();
    else this.#watchdog.look();
  }

  #silent() {
    this.#move('stale', { error: 'silence' });
    this.#failures++;
    this.#connect();
  }

  /** Closes the connection, if any, and forgets the next try. */
  #drop() {
    clearTimeout(this.#retryTimer);
    this.#watchdog.stop();
    this.#close?.();
    this.#close = null;
  }

  #move(state, { nextTryAt = null, error = null } = {}) {
    const was = this.#status;
    this.#status = Object.freeze({
      state,
      since: was.state === state ? was.since : Date.now(),
      nextTryAt,
      tries: state === 'reconnecting' || state === 'stale' ? this.#failures : 0,
      error: error ?? (state === was.state ? was.error : null),
    });
    this.#on.moved(this.#status);
  }
}
