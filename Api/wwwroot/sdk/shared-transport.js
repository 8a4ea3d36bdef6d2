// Browsers allow six HTTP/1.1 connections to an origin, over all tabs: the seventh tab with a stream of its own would hang.
// So one tab, the one that holds a Web Lock, reads one stream for all jobs of all tabs and hands the frames on by
// BroadcastChannel. When it closes, the lock goes to another tab, which asks all tabs for their cursors and goes on from there:
// nothing is lost, and JobStream drops what comes twice.

import { eventSourceTransport } from './event-source-transport.js';
import { formatEventId, parseEventId } from './event-id.js';
import { JobsApi } from './jobs-api.js';
import { watchLifecycle } from './page-lifecycle.js';

const REBUILD_DELAY_MS = 30;
const LOOK_FOR_DEAD_TABS_MS = 20_000;
/** More than a heartbeat: a stream that is silent for longer is dead, even if its connection is open. */
const SILENCE_MS = 20_000;

/** @returns a transport for `new JobStream(id, { transport })`, or null where the platform can't do it */
export function sharedTransport({
  base = '', fetch, headers, name = 'job-streams', EventSource = globalThis.EventSource,
  locks = globalThis.navigator?.locks, BroadcastChannel = globalThis.BroadcastChannel, silenceMs = SILENCE_MS,
  lifecycle = typeof document === 'undefined' ? null : globalThis,
} = {}) {
  if (!locks || !BroadcastChannel || !EventSource) return null;
  const tab = new Tab(name, locks, new BroadcastChannel(name), new JobsApi({ base, ...(fetch && { fetch }), headers }), eventSourceTransport(EventSource), { silenceMs, lifecycle });
  const transport = (request, sink) => tab.subscribe(request, sink);
  transport.close = () => tab.close();
  return transport;
}

class Tab {
  id = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  #name;
  #locks;
  #channel;
  #api;
  #open;
  #subscriptions = new Set();
  #leader = null;
  #abort = new AbortController();

  constructor(name, locks, channel, api, open, options) {
    this.#name = name;
    this.#locks = locks;
    this.#channel = channel;
    this.#api = api;
    this.#open = open;
    channel.onmessage = (e) => this.#receive(e.data);
    // The tab holds this lock until it ends, for any reason: by the lock the leader knows which tabs still exist.
    this.#hold(`${name}:tab:${this.id}`, () => {});
    this.#hold(`${name}:leader`, () => {
      this.#leader = new Leader(this, options);
      this.post({ kind: 'who' });
    });
  }

  subscribe(request, sink) {
    const subscription = {
      jobId: request.jobId, position: request.position ?? (() => request.cursor), capability: request.capability ?? (() => null), sink, closed: false,
    };
    this.#begin(subscription, request.cursor, request.access);
    return () => {
      subscription.closed = true;
      if (this.#subscriptions.delete(subscription)) this.#tell();
    };
  }

  close() {
    if (this.#abort.signal.aborted) return;
    this.#subscriptions.clear();
    this.#tell();
    this.#leader?.close();
    this.#abort.abort();
    this.#channel.close();
  }

  /** To all tabs, this one too. */
  post(message) {
    if (this.#abort.signal.aborted) return;
    this.#channel.postMessage(message);
    this.#receive(message);
  }

  open(url, sink) {
    return this.#open({ url: this.#api.url(url), cursor: null, whole: true }, sink);
  }

  /** The ids of the tabs that live. */
  async living() {
    const prefix = `${this.#name}:tab:`;
    const { held } = await this.#locks.query();
    return new Set(held.filter((lock) => lock.name.startsWith(prefix)).map((lock) => lock.name.slice(prefix.length)));
  }

  /** The shared stream starts from cursors; a subscription without a cursor gets its snapshot by a request of its own. */
  async #begin(subscription, cursor, access) {
    let snapshot = null;
    try {
      if (access) await access();
      if (cursor === null) snapshot = await this.#api.snapshot(subscription.jobId);
    } catch (error) {
      if (!subscription.closed) subscription.sink.ended({ refused: !error.transient, error: error.message });
      return;
    }

    if (subscription.closed) return;
    if (snapshot !== null) {
      subscription.sink.opened();
      subscription.sink.frame('snapshot', JSON.stringify(snapshot));
      if (subscription.closed) return; // the job had ended
    }

    this.#subscriptions.add(subscription);
    this.#tell();
  }

  #tell() {
    const wants = [...this.#subscriptions].map(({ jobId, position, capability }) => [jobId, position() ?? '0-0', capability()]);
    this.post({ kind: 'wants', tab: this.id, wants });
  }

  #receive(message) {
    if (message.kind === 'who') this.#tell();
    else if (message.kind === 'wants') this.#leader?.wants(message.tab, message.wants);
    else for (const { jobId, sink } of [...this.#subscriptions]) this.#deliver(message, jobId, sink);
  }

  #deliver({ kind, job, type, data, how }, jobId, sink) {
    if (kind === 'opened') sink.opened();
    else if (kind === 'ended') sink.ended(how);
    else if (type === 'heartbeat' || job === jobId) sink.frame(type, data);
  }

  #hold(name, held) {
    this.#locks.request(name, { signal: this.#abort.signal }, () => {
      held();
      return new Promise((resolve) => {
        this.#abort.signal.addEventListener('abort', resolve);
      });
    }).catch((error) => {
      if (error.name !== 'AbortError') throw error; // the tab closed before it got the lock
    });
  }
}

/** Reads the one stream. */
class Leader {
  #tab;
  #wants = new Map();
  /** The position of the stream in each job that it carries. */
  #positions = new Map();
  #close = null;
  #timer = null;
  #watch = setInterval(() => this.#forgetDead(), LOOK_FOR_DEAD_TABS_MS);
  #silenceMs;
  #heardAt = 0;
  #unlisten;

  constructor(tab, { silenceMs, lifecycle }) {
    this.#tab = tab;
    this.#silenceMs = silenceMs;
    // The tabs don't notice that a connection was cut. They ask again, and the answer must not be that the stream is open.
    this.#unlisten = lifecycle ? watchLifecycle(lifecycle, { look: () => {}, doubt: () => this.#lost({ refused: false, error: 'offline' }) }) : () => {};
  }

  wants(tab, wants) {
    if (wants.length === 0) this.#wants.delete(tab);
    else this.#wants.set(tab, wants);
    this.#plan();
  }

  close() {
    clearInterval(this.#watch);
    clearTimeout(this.#timer);
    this.#unlisten();
    this.#close?.();
    this.#close = null;
  }

  /** Many tabs send their wants at once when a leader changes or a connection broke: one new connection serves them all. */
  #plan() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#build(), REBUILD_DELAY_MS);
  }

  #build() {
    const needed = new Map();
    const rights = new Set();
    for (const [jobId, cursor, capability] of [...this.#wants.values()].flat()) {
      if (capability) rights.add(`&capability=${capability}`);
      if (!needed.has(jobId) || parseEventId(cursor).seq < parseEventId(needed.get(jobId)).seq) needed.set(jobId, cursor);
    }

    const isServed = ([jobId, cursor]) => this.#positions.has(jobId) && parseEventId(cursor).seq >= parseEventId(this.#positions.get(jobId)).seq;
    const stands = this.#close && Date.now() - this.#heardAt < this.#silenceMs;
    if (stands && needed.size > 0 && [...needed].every(isServed)) {
      this.#tab.post({ kind: 'opened' }); // a new tab learns that the stream is open
      return;
    }

    this.#close?.();
    this.#close = null;
    this.#positions = needed;
    if (needed.size === 0) return;
    const jobs = [...needed].map(([jobId, cursor]) => `job=${jobId}:${cursor}`).join('&') + [...rights].join('');
    this.#heardAt = Date.now();
    this.#close = this.#tab.open(`/api/streams?${jobs}`, {
      opened: () => this.#tab.post({ kind: 'opened' }),
      frame: (type, data) => this.#frame(type, data),
      ended: (how) => this.#lost(how),
    });
  }

  #lost(how) {
    this.#close?.();
    this.#close = null;
    this.#wants.clear(); // each tab sends its wants again when it tries again
    this.#tab.post({ kind: 'ended', how });
  }

  #frame(type, data) {
    this.#heardAt = Date.now();
    const payload = JSON.parse(data);
    if (type === 'heartbeat') {
      // The heartbeat is for all jobs: a single cursor in it would be meaningless for a tab.
      this.#tab.post({ kind: 'frame', type, data: JSON.stringify({ type, at: payload.at }) });
      return;
    }

    if (type === 'gone' || type.startsWith('access_')) {
      if (type === 'access_ended') this.#positions.delete(payload.job_id); // the other jobs' streams go on
      this.#tab.post({ kind: 'frame', job: payload.job_id, type, data });
      return;
    }

    this.#positions.set(payload.job_id, payload.last_event_id ?? formatEventId(payload));
    this.#tab.post({ kind: 'frame', job: payload.job_id, type, data });
  }

  async #forgetDead() {
    const living = await this.#tab.living();
    for (const tab of this.#wants.keys()) {
      if (!living.has(tab)) this.wants(tab, []);
    }
  }
}
