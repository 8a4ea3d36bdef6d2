// Folds a job's log into its snapshot: the mirror of Events/SnapshotReducer.cs. The vectors in Tests/Vectors hold for both.

import { formatEventId, NONE, parseEventId } from './event-id.js';
import { KeyedItems } from './keyed-items.js';
import { fromHex, sha256, toHex } from './sha256.js';

/** The types that are in a log, in no order. */
export const EVENT_TYPES = Object.freeze([
  'job_status', 'step_progress', 'insight_emitted', 'metric_update', 'validation_update', 'diff_chunk',
  'result', 'token', 'timeline', 'attempt_reset', 'job_error', 'done',
]);

// What a snapshot keeps of an event: never the envelope, never fields that this version doesn't know.
const ITEMS = {
  step_progress: { section: 'steps', key: 'step', fields: ['step', 'status', 'percent', 'current', 'total', 'eta_sec', 'message'] },
  insight_emitted: { section: 'insights', key: 'insight_id', fields: ['insight_id', 'category', 'importance', 'message', 'step'] },
  metric_update: { section: 'metrics', key: 'name', fields: ['name', 'value', 'unit'] },
  validation_update: { section: 'validations', key: 'rule_id', fields: ['rule_id', 'label', 'status', 'detail'] },
  diff_chunk: { section: 'diffs', key: 'diff_id', fields: ['diff_id', 'section', 'before', 'after', 'summary', 'op', 'evidence'] },
  result: { section: 'results', key: 'key', fields: ['key'], verbatim: 'data' },
  timeline: { section: 'timeline', key: 'event_id', fields: ['event_id', 'kind', 'message', 'status', 'agent_name', 'details'] },
};
const ERROR_FIELDS = ['code', 'message', 'details', 'retryable'];
const utf8 = new TextEncoder();

/** The event can't follow what was folded before: one was missed, or came twice. */
export class OutOfOrderError extends Error {
  name = 'OutOfOrderError';
}

/** Nothing is copied until a snapshot is asked for, and then only the sections that changed since the last one. */
export class SnapshotReducer {
  #scalars;
  #sections = Object.fromEntries(Object.values(ITEMS).map((item) => [item.section, new KeyedItems()]));
  #texts = new Map();
  #textsList = null;
  #last = parseEventId(NONE);
  #digest = new Uint8Array(0);
  #snapshot = null;

  /** @param from A job id, or a snapshot to go on from. */
  constructor(from) {
    if (typeof from === 'string') {
      this.#scalars = { job_id: from, status: 'queued', attempt: 0 };
      return;
    }

    const { steps, insights, metrics, validations, diffs, results, texts, timeline, ...rest } = from;
    const { current_step, event_count, last_event_id, digest, ...scalars } = rest;
    const lists = { steps, insights, metrics, validations, diffs, results, timeline };
    this.#scalars = scalars;
    this.#last = parseEventId(last_event_id);
    this.#digest = fromHex(digest ?? '');
    for (const { section, key } of Object.values(ITEMS)) {
      for (const item of lists[section] ?? []) this.#sections[section].put(item[key], item);
    }

    for (const text of texts ?? []) this.#texts.set(text.target, text.text);
  }

  get lastEventId() {
    return formatEventId(this.#last);
  }

  get seq() {
    return this.#last.seq;
  }

  get attempt() {
    return this.#last.attempt;
  }

  /** The digest over all events up to the cursor, in lower-case hex. */
  get digest() {
    return toHex(this.#digest);
  }

  /**
   * Applies the next event.
   * @param {{id: string, type: string, data: string}} event `data` is the raw JSON as received: the digest is over its bytes.
   * @param {object} payload `data` parsed, where the caller has done it already.
   */
  apply(event, payload = JSON.parse(event.data)) {
    const id = parseEventId(event.id);
    if (id.seq !== this.#last.seq + 1 || id.attempt < this.#last.attempt) {
      throw new OutOfOrderError(`Event ${event.id} can't follow ${this.lastEventId}.`);
    }

    const { at } = payload;
    this.#scalars = { ...this.#scalars, attempt: id.attempt, updated_at: at };
    this.#fold(event.type, payload, at);
    this.#last = id;
    this.#digest = chain(this.#digest, event.data);
    this.#snapshot = null;
  }

  /** The same object until the next event; its sections are the same arrays until one of their items changes. */
  toSnapshot() {
    if (this.#snapshot) return this.#snapshot;
    const sections = this.#sections;
    const steps = sections.steps.toArray();
    this.#textsList ??= Array.from(this.#texts, ([target, text]) => ({ target, text }));
    return (this.#snapshot = Object.freeze(defined({
      ...this.#scalars,
      current_step: (steps.findLast((s) => s.status === 'started' || s.status === 'running')
        ?? steps.findLast((s) => s.status !== 'pending'))?.step,
      steps,
      insights: sections.insights.toArray(),
      metrics: sections.metrics.toArray(),
      validations: sections.validations.toArray(),
      diffs: sections.diffs.toArray(),
      results: sections.results.toArray(),
      texts: this.#textsList,
      timeline: sections.timeline.toArray(),
      event_count: this.#last.seq,
      last_event_id: this.lastEventId,
      digest: this.digest,
    })));
  }

  #fold(type, payload, at) {
    const item = ITEMS[type];
    if (item) {
      this.#sections[item.section].put(payload[item.key], pickItem(item, payload));
      return;
    }

    switch (type) {
      case 'job_status': return this.#foldStatus(payload, at);
      case 'token': return this.#foldToken(payload);
      case 'attempt_reset': return this.#foldReset(payload);
      case 'job_error':
        this.#scalars.error = { retryable: false, ...pick(payload, ERROR_FIELDS) };
        return;
      case 'done':
        Object.assign(this.#scalars, { status: payload.status, summary: payload.summary ?? undefined, ended_at: at });
    }
  }

  #foldStatus(payload, at) {
    for (const step of payload.steps ?? []) this.#sections.steps.put(step, { step, status: 'pending', percent: 0 });
    const was = this.#scalars;
    Object.assign(was, {
      status: payload.status,
      message: payload.message ?? undefined,
      pipeline: payload.pipeline ?? was.pipeline,
      title: payload.title ?? was.title,
      pace: payload.pace ?? was.pace,
      retry_of: payload.retry_of ?? was.retry_of,
      created_at: was.created_at ?? at,
      started_at: was.started_at ?? (payload.status === 'running' ? at : undefined),
    });
  }

  #foldToken({ target, text, offset }) {
    if (text === '') return; // makes no text: an attempt_reset couldn't distinguish it from a missing text
    const known = this.#texts.get(target) ?? '';
    // Text before the current end is there already: a repeated token adds only what is new.
    this.#texts.set(target, known + text.slice(Math.max(known.length - (offset ?? 0), 0)));
    this.#textsList = null;
  }

  #foldReset({ drop, restore, texts }) {
    this.#scalars.error = undefined;
    for (const item of Object.values(ITEMS)) {
      const section = this.#sections[item.section];
      for (const key of drop?.[item.section] ?? []) section.remove(key);
      for (const kept of restore?.[item.section] ?? []) section.put(kept[item.key], pickItem(item, kept));
    }

    for (const { target, length } of texts ?? []) {
      if (length === 0) this.#texts.delete(target);
      else if (this.#texts.has(target)) this.#texts.set(target, this.#texts.get(target).slice(0, length));
    }

    this.#textsList = null;
  }
}

let buffer = new Uint8Array(4096);

/** The next link of the hash chain: `SHA256(previous ‖ payload)`. */
function chain(previous, data) {
  const most = previous.length + data.length * 3;
  if (buffer.length < most) buffer = new Uint8Array(most * 2);
  buffer.set(previous);
  const { written } = utf8.encodeInto(data, buffer.subarray(previous.length));
  return sha256(buffer.subarray(0, previous.length + written));
}

function pickItem({ section, fields, verbatim }, payload) {
  const item = pick(payload, fields);
  if (section === 'steps') item.percent ??= 0;
  if (verbatim) item[verbatim] = payload[verbatim];
  return Object.freeze(item);
}

function pick(from, fields) {
  const picked = {};
  for (const field of fields) {
    if (from[field] !== undefined && from[field] !== null) picked[field] = from[field];
  }

  return picked;
}

function defined(object) {
  for (const key of Object.keys(object)) {
    if (object[key] === undefined) delete object[key];
  }

  return object;
}
