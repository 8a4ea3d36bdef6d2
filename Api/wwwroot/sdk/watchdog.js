/**
 * Notices that a connection is silent for too long. A hidden page and one that was suspended run their timers late, maybe before the frames
 * that have come meanwhile: such a timer says nothing about the connection. `look`, when the page is back, does.
 */
export class Watchdog {
  #silenceMs;
  #silent;
  #page;
  #intervalMs;
  #timer = null;
  #tickedAt = 0;

  /** When the connection was last heard, in milliseconds since 1970. */
  heardAt = 0;

  /**
   * @param {number} silenceMs
   * @param {() => void} silent
   * @param {{document: Document}|null} page null outside of a browser
   */
  constructor(silenceMs, silent, page = null) {
    this.#silenceMs = silenceMs;
    this.#silent = silent;
    this.#page = page;
    this.#intervalMs = Math.max(silenceMs / 8, 5);
  }

  start() {
    this.stop();
    this.heard();
    this.#tickedAt = Date.now();
    this.#timer = setInterval(() => this.#tick(), this.#intervalMs);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  heard() {
    this.heardAt = Date.now();
  }

  /** Judges at once. */
  look() {
    if (this.#timer !== null && Date.now() - this.heardAt >= this.#silenceMs) this.#silent();
  }

  #tick() {
    const late = Date.now() - this.#tickedAt > this.#intervalMs + this.#silenceMs / 2;
    this.#tickedAt = Date.now();
    if (!late && this.#page?.document.visibilityState !== 'hidden') this.look();
  }
}
