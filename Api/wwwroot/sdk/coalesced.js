/** Calls at most once per interval: the first call at once, and the last one always. */
export class Coalesced {
  #call;
  #intervalMs;
  #timer = null;
  #calledAt = -Infinity;

  constructor(call, intervalMs) {
    this.#call = call;
    this.#intervalMs = intervalMs;
  }

  soon() {
    const wait = this.#calledAt + this.#intervalMs - Date.now();
    if (wait <= 0) this.now();
    else this.#timer ??= setTimeout(() => this.now(), wait);
  }

  now() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#calledAt = Date.now();
    this.#call();
  }
}
