/** The part of Web Locks that a leader election needs: exclusive, in order of request, abortable, visible in query(). */
export class Locks {
  #queues = new Map();

  request(name, { signal }, callback) {
    return new Promise((resolve, reject) => {
      const entry = { callback, resolve, reject, held: false };
      if (!this.#queues.has(name)) this.#queues.set(name, []);
      this.#queues.get(name).push(entry);
      signal.addEventListener('abort', () => {
        if (entry.held) return; // an abort does not release a held lock
        const queue = this.#queues.get(name);
        queue.splice(queue.indexOf(entry), 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
      queueMicrotask(() => this.#grant(name));
    });
  }

  async query() {
    return { held: [...this.#queues].filter(([, queue]) => queue[0]?.held).map(([name]) => ({ name })), pending: [] };
  }

  async #grant(name) {
    const queue = this.#queues.get(name);
    const [entry] = queue;
    if (!entry || entry.held) return;
    entry.held = true;
    try {
      entry.resolve(await entry.callback());
    } catch (error) {
      entry.reject(error);
    } finally {
      queue.shift();
      this.#grant(name);
    }
  }
}
