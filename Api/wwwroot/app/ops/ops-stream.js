import { api } from '../api.js';

/** Without a frame for this long the connection is replaced. */
const STALE_MS = 20_000;
/** After an answer that is no stream, as of a proxy, the browser does not come back by itself. */
const AGAIN_MS = 3000;
/** With credentials. */
const POLL_MS = 1000;

/** The live state of the system. Dispatches `change` for each state, and when the connection changes. */
export class OpsStream extends EventTarget {
  /** connecting, live, reconnecting, stale, or failed: the caller is not let in */
  connection = 'connecting';
  /** Why the caller is not let in, or null. */
  problem = null;
  /** The last state, or null. */
  latest = null;
  #source = null;
  #heardAt = 0;
  #again = null;
  #watch = null;
  #onVisibility = () => (document.hidden ? this.#leave() : this.#enter());

  open() {
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#watch = setInterval(() => this.#check(), 1000);
    this.#onVisibility();
  }

  close() {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearInterval(this.#watch);
    this.#watch = null;
    this.#leave();
  }

  #enter() {
    if (this.#source) return;
    if (api.isAuthorized) {
      this.#poll(); // an EventSource sends no credentials
      return;
    }

    const source = new EventSource('/api/ops/stream');
    this.#source = source;
    this.#heardAt = Date.now();
    source.addEventListener('ops_state', (e) => {
      this.latest = JSON.parse(e.data);
      this.#hear();
      this.#set('live');
    });
    source.addEventListener('heartbeat', () => this.#hear());
    source.addEventListener('error', () => {
      this.#set('reconnecting');
      if (source.readyState !== EventSource.CLOSED) return;
      this.#leave();
      this.#poll(); // an EventSource does not tell why
    });
  }

  async #poll() {
    clearTimeout(this.#again);
    try {
      this.latest = await api.request('GET', '/api/ops/state');
      this.#set('live');
    } catch (error) {
      if (error.status === 401 || error.status === 403) {
        this.problem = error.message;
        this.#set('failed');
        return;
      }

      this.#set('reconnecting');
    }

    if (!document.hidden && this.#watch !== null) this.#again = setTimeout(() => this.#enter(), api.isAuthorized ? POLL_MS : AGAIN_MS);
  }

  #leave() {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = null;
  }

  #hear() {
    this.#heardAt = Date.now();
  }

  #check() {
    if (!this.#source || Date.now() - this.#heardAt < STALE_MS) return;
    this.#set('stale');
    this.#leave();
    this.#enter();
  }

  #set(connection) {
    this.connection = connection;
    this.dispatchEvent(new Event('change'));
  }
}
