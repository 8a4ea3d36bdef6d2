/** How long an offer to take something back stands, in milliseconds. */
export const UNDO_MS = 10_000;

/**
 * One thing at a time that can be taken back. What is not taken back settles: when its time is over, when another offer comes, or when
 * the page goes away.
 */
export class UndoOffer extends EventTarget {
  #offer = null;
  #timer = null;
  #clock;

  /** @param {{setTimeout: Function, clearTimeout: Function}} clock */
  constructor(clock = globalThis) {
    super();
    this.#clock = clock;
  }

  /** `{message, undo, settle}`, or null. */
  get current() {
    return this.#offer;
  }

  /**
   * @param {string} message what was done
   * @param {() => void} undo
   * @param {(leaving: boolean) => void} [settle] makes it final; `leaving`: the page ends, so only a request that outlives it helps
   */
  make(message, undo, settle = () => {}) {
    this.settle();
    this.#offer = { message, undo, settle };
    this.resume();
    this.#changed();
  }

  /** Takes back what was done. */
  undo() {
    this.#end((offer) => offer.undo());
  }

  settle(leaving = false) {
    this.#end((offer) => offer.settle(leaving));
  }

  /** The time stands while the user is at the offer. */
  pause() {
    this.#clock.clearTimeout(this.#timer);
  }

  resume() {
    this.pause();
    if (this.#offer) this.#timer = this.#clock.setTimeout(() => this.settle(), UNDO_MS);
  }

  #end(how) {
    const offer = this.#offer;
    if (!offer) return;
    this.pause();
    this.#offer = null;
    how(offer);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
