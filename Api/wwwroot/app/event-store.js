import { api } from './api.js';

const PAGE = 1000;

/**
 * The events of a job by seq: events that came by stream, and earlier events that are fetched on demand.
 * Dispatches `change` when there are more events, at most every 125 ms.
 */
export class EventStore extends EventTarget {
  #events = [];
  #prefix = 0;
  #loading = null;
  #abort = new AbortController();
  #announced = false;
  #metrics = new Map();
  #types = new Map();
  error = null;

  constructor(jobId) {
    super();
    this.jobId = jobId;
  }

  /** One more than the highest seq known. */
  get length() {
    return this.#events.length;
  }

  get loading() {
    return this.#loading !== null;
  }

  /** `{seq, id, type, at, data, payload}` or undefined when it is not loaded yet. */
  get(seq) {
    return this.#events[seq];
  }

  /** How many of the loaded events are of each type. */
  get types() {
    return this.#types;
  }

  /** All loaded values of a metric. */
  metric(name) {
    const points = this.#metrics.get(name) ?? [];
    if (points.dirty) {
      points.sort((a, b) => a.seq - b.seq);
      points.dirty = false;
    }

    return points;
  }

  add({ id, type, data, payload }) {
    const { seq } = payload;
    if (this.#events[seq]) return;
    this.#events[seq] = { seq, id, type, at: payload.at, data, payload };
    while (this.#events[this.#prefix + 1]) this.#prefix++;
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
    if (type === 'metric_update') this.#addMetric(payload);
    this.#changed();
  }

  clear() {
    this.#events = [];
    this.#prefix = 0;
    this.#metrics.clear();
    this.#types.clear();
    this.#changed();
  }

  close() {
    this.#abort.abort();
  }

  /** Fetches the missing events up to a seq, from the first event on; returns at once when none is missing. */
  load(upTo) {
    if (this.#firstMissing(upTo) === null) return Promise.resolve();
    this.#loading ??= this.#fetch(upTo).finally(() => {
      this.#loading = null;
      this.#changed();
    });
    return this.#loading;
  }

  #firstMissing(upTo) {
    while (this.#events[this.#prefix + 1]) this.#prefix++;
    return this.#prefix < upTo ? this.#prefix + 1 : null;
  }

  async #fetch(upTo) {
    this.error = null;
    try {
      while (this.#firstMissing(upTo) !== null) {
        const after = this.#events[this.#prefix]?.id ?? '0-0';
        const page = await api.events(this.jobId, { after, limit: PAGE, signal: this.#abort.signal });
        const events = page.events ?? page;
        if (events.length === 0) return;
        for (const event of events) this.add(asEvent(event));
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) this.error = error;
    }
  }

  #addMetric({ seq, name, value }) {
    if (!this.#metrics.has(name)) this.#metrics.set(name, []);
    const points = this.#metrics.get(name);
    points.dirty ||= points.length > 0 && points.at(-1).seq > seq;
    points.push({ seq, value });
  }

  #changed() {
    if (this.#announced) return;
    this.#announced = true;
    setTimeout(() => {
      this.#announced = false;
      this.dispatchEvent(new Event('change'));
    }, 125);
  }
}

/** A page of the log holds `{id, type, data}`, or the payloads themselves. */
function asEvent(event) {
  const payload = event.data === undefined || event.seq !== undefined ? event : typeof event.data === 'string' ? JSON.parse(event.data) : event.data;
  const data = typeof event.data === 'string' && event.seq === undefined ? event.data : JSON.stringify(payload);
  return { id: `${payload.attempt}-${payload.seq}`, type: payload.type, data, payload };
}
