/** `<attempt>-<seq>`, such as `2-43`. */
export type EventId = string;
/** The cursor before the first event. */
export const NONE: '0-0';
/** @throws TypeError when the text is not an event id. */
export function parseEventId(text: string): { attempt: number; seq: number };
export type JobStatus = 'queued' | 'running' | 'retrying' | 'completed' | 'failed' | 'canceled';
export type StepStatus = 'pending' | 'started' | 'running' | 'completed' | 'failed' | 'skipped';

export interface StepProgress { step: string; status: StepStatus; percent: number; current?: number; total?: number; eta_sec?: number; message?: string }
export interface Insight { insight_id: string; category: string; importance: 'low' | 'medium' | 'high'; message: string; step: string }
export interface Metric { name: string; value: number; unit?: string }
export interface Validation { rule_id: string; label: string; status: 'pending' | 'pass' | 'warn' | 'fail'; detail?: string }
export interface Diff { diff_id: string; section: string; before: string; after: string; summary: string; op: 'add' | 'remove' | 'change'; evidence?: { offer?: string; cv?: string } }
export interface Result<T = unknown> { key: string; data: T }
export interface Text { target: string; text: string }
export interface TimelineItem { event_id: string; kind: string; message: string; status: string; agent_name?: string; details?: unknown }
export interface JobError { code: string; message: string; details?: unknown; retryable: boolean }

/** The state of a job after `last_event_id`: the fold of its log. */
export interface JobSnapshot {
  job_id: string;
  pipeline?: string;
  /** What the job is called. */
  title?: string;
  status: JobStatus;
  message?: string;
  attempt: number;
  /** The job is a sample, replayed at this many characters a second. */
  pace?: number;
  retry_of?: string;
  /** RFC 3339. */
  created_at?: string;
  started_at?: string;
  ended_at?: string;
  updated_at?: string;
  current_step?: string;
  steps: readonly StepProgress[];
  insights: readonly Insight[];
  metrics: readonly Metric[];
  validations: readonly Validation[];
  diffs: readonly Diff[];
  results: readonly Result[];
  texts: readonly Text[];
  timeline: readonly TimelineItem[];
  error?: JobError;
  summary?: unknown;
  event_count: number;
  last_event_id: EventId;
  /** Hash chain over all events up to the cursor, lower-case hex. */
  digest: string;
}

interface Envelope<Type extends string> { type: Type; job_id: string; attempt: number; seq: number; at: string }
export type JobEvent =
  | (Envelope<'job_status'> & { status: JobStatus; message?: string; pipeline?: string; title?: string; steps?: string[]; retry_of?: string; pace?: number; worker?: string })
  | (Envelope<'step_progress'> & StepProgress)
  | (Envelope<'insight_emitted'> & Insight)
  | (Envelope<'metric_update'> & Metric)
  | (Envelope<'validation_update'> & Validation)
  | (Envelope<'diff_chunk'> & Diff)
  | (Envelope<'result'> & Result)
  | (Envelope<'token'> & { target: string; text: string; offset: number })
  | (Envelope<'timeline'> & TimelineItem)
  | (Envelope<'attempt_reset'> & { reason: string; void_events: number; drop: Record<string, string[]>; restore: object; texts: { target: string; length: number }[] })
  | (Envelope<'job_error'> & JobError)
  | (Envelope<'done'> & { status: JobStatus; summary?: unknown; event_count: number; digest: string });

export type ConnectionState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'stale' | 'finished' | 'failed' | 'closed';

export interface Connection {
  readonly state: ConnectionState;
  /** Milliseconds since 1970, as all times here. */
  readonly since: number;
  /** While reconnecting: when the next try is; null while one is under way. */
  readonly nextTryAt: number | null;
  /** Failed tries in a row. */
  readonly tries: number;
  readonly error: string | Error | null;
}

export interface TransportRequest { jobId: string; url: string | Promise<string>; /** Gets a URL with the right to the stream, where the server asks for one. */ access?(): string | Promise<string>; /** That right. */ capability?(): string | null; /** Null: start with the snapshot. */ cursor: EventId | null; /** The cursor as it is now. */ position(): EventId | null }
export interface TransportSink {
  opened(): void;
  frame(type: string, data: string): void;
  /** The connection is gone; `refused`: the server answered something other than a stream. */
  ended(how: { refused: boolean; error?: string }): void;
}
export type Transport = (request: TransportRequest, sink: TransportSink) => () => void;

export interface JobsApiOptions { /** Where the server is, such as `https://host/prefix`; by default the page's own origin. */ base?: string; fetch?: typeof fetch; headers?: Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>) }

export interface JobStreamOptions extends JobsApiOptions {
  /** A state to go on from, such as one kept in localStorage. */
  snapshot?: JobSnapshot;
  /** Every event from the first one on, instead of the snapshot and what follows it. */
  replay?: boolean;
  /** The stream's URL, where it is not `{base}/api/jobs/{id}/stream`: such as a `stream_url`, with the right to the stream. */
  url?: string;
  /** Gets another `stream_url` where the page has no credentials; `expiring` is the announcement of an open stream, with its `renew_url`. */
  renew?(expiring: { job_id: string; expires_at: string; renew_url: string } | null): Promise<{ stream_url: string }>;
  EventSource?: new (url: string, init?: EventSourceInit) => EventSource;
  transport?: Transport;
  api?: JobsApi;
  /** A connection that was silent for this long is dead. 35,000 by default: more than two heartbeats. */
  staleAfterMs?: number;
  minBackoffMs?: number;
  maxBackoffMs?: number;
  /** The least time between two `change` events. 125 by default. */
  changeIntervalMs?: number;
  random?: () => number;
  /** The window whose events tell that a laptop slept or a network was lost; by default the page's own, null: none. */
  lifecycle?: Window | null;
}

export interface JobStreamEvent<T> extends Event { readonly detail: T }

export interface JobStreamEventMap {
  /** One event of the log, in order, never twice. */
  event: JobStreamEvent<{ id: EventId; type: string; data: string; payload: JobEvent }>;
  /** `snapshot` or `connection` changed; coalesced. */
  change: Event;
  connection: JobStreamEvent<Connection>;
  /** The stream started with the snapshot. */
  snapshot: JobStreamEvent<{ reason: 'server'; snapshot: JobSnapshot }>;
  /** The state that was folded before is void. */
  reset: JobStreamEvent<{ reason: 'server' | 'digest_mismatch'; snapshot?: JobSnapshot }>;
  heartbeat: Event;
}

export class JobStream extends EventTarget {
  constructor(jobId: string, options?: JobStreamOptions);
  readonly jobId: string;
  readonly snapshot: Readonly<JobSnapshot>;
  readonly connection: Connection;
  readonly lastEventId: EventId;
  readonly heardAt: number;
  /** After `done`: whether the digest proves that no byte was missed. Null: not known. */
  readonly verified: boolean | null;
  /** The last snapshot, at the end of the job. */
  readonly finished: Promise<JobSnapshot>;
  connect(): this;
  reconnectNow(): void;
  /** Breaks the connection, as a network that fails, and opens it again after this time in milliseconds. */
  cut(ms: number): void;
  close(): void;
  cancel(options?: { signal?: AbortSignal }): Promise<unknown>;
  retry(options?: { signal?: AbortSignal }): Promise<StartedJob & { retry_of: string }>;
  addEventListener<K extends keyof JobStreamEventMap>(type: K, listener: (event: JobStreamEventMap[K]) => void, options?: boolean | AddEventListenerOptions): void;
  removeEventListener<K extends keyof JobStreamEventMap>(type: K, listener: (event: JobStreamEventMap[K]) => void): void;
}

export interface StartedJob { job_id: string; stream_url: string; snapshot_url: string }
/** `request`: the members of the request; a file's member holds its name. `size` in bytes. */
export interface JobInput { job_id: string; pipeline: string; title?: string; language?: string; request: Record<string, unknown>; files: { field: string; name: string; size: number; url: string }[] }

export interface JobRecord { job_id: string; pipeline: string; title?: string; status: JobStatus; attempt: number; last_event_id: EventId; created_at: string; started_at?: string; ended_at?: string; cancel_requested: boolean; retry_of?: string }
export interface Pipeline { name: string; description: string; steps: string[]; input_schema: object; sample?: object }

export class ApiError extends Error {
  /** HTTP status; 0: no answer. */
  readonly status: number;
  readonly problem: { type?: string; title?: string; detail?: string; [member: string]: unknown };
  readonly errors: Record<string, string[]>;
  readonly retryAfterMs: number | null;
  readonly transient: boolean;
}

export class JobsApi {
  constructor(options?: JobsApiOptions);
  pipelines(): Promise<Pipeline[]>;
  /** `status`: active, ended, or statuses with commas between; `since` and `until`: RFC 3339 times of creation; `text`: in title, pipeline or id. */
  list(options?: { limit?: number; cursor?: string | null; status?: string; pipeline?: string; since?: string; until?: string; text?: string; signal?: AbortSignal }): Promise<{ jobs: JobRecord[]; next: string | null }>;
  get(jobId: string): Promise<JobRecord>;
  snapshot(jobId: string, options?: { at?: EventId | null; signal?: AbortSignal }): Promise<JobSnapshot>;
  events(jobId: string, options?: { after?: EventId; limit?: number; signal?: AbortSignal }): Promise<unknown>;
  start(pipeline: string, input: object | FormData, options?: { idempotencyKey?: string; language?: string; signal?: AbortSignal }): Promise<StartedJob>;
  /** New urls of a job, with the right to read it for some time. */
  access(jobId: string): Promise<StartedJob & { expires_at?: string }>;
  readonly isAuthorized: boolean;
  cancel(jobId: string): Promise<unknown>;
  retry(jobId: string): Promise<StartedJob & { retry_of: string }>;
  /** What the job was started with; its files are to be had at their `url`. */
  input(jobId: string): Promise<JobInput>;
  /** Starts a new job with the input of another one, files included. A repeat with the same key starts no new job. */
  again(jobId: string, options?: { idempotencyKey?: string | null; signal?: AbortSignal }): Promise<StartedJob>;
  delete(jobId: string): Promise<unknown>;
}

export class SnapshotReducer {
  constructor(from: string | JobSnapshot);
  readonly lastEventId: EventId;
  readonly digest: string;
  apply(event: { id: EventId; type: string; data: string }): void;
  toSnapshot(): JobSnapshot;
}

export const EVENT_TYPES: readonly JobEvent['type'][];
export function eventSourceTransport(EventSourceImpl?: JobStreamOptions['EventSource'], init?: EventSourceInit): Transport;

/**
 * One connection for all jobs of all tabs of this origin: a tab that holds a Web Lock reads `/api/streams` and hands the frames on
 * by BroadcastChannel. Null where there are no Web Locks (they need a secure context).
 */
export function sharedTransport(options?: JobsApiOptions & {
  name?: string;
  EventSource?: JobStreamOptions['EventSource'];
  locks?: LockManager;
  BroadcastChannel?: typeof BroadcastChannel;
  /** A shared stream that was silent for longer is opened again when a tab doubts it. 20,000 by default. */
  silenceMs?: number;
  lifecycle?: JobStreamOptions['lifecycle'];
}): (Transport & { close(): void }) | null;

/** A POST that answers with an event stream; resumes at its `Location`, without a limit of tries unless `maxTries` gives one. */
export function streamPost(
  url: string,
  options?: RequestInit & {
    fetch?: typeof fetch; maxTries?: number; minBackoffMs?: number; maxBackoffMs?: number; staleAfterMs?: number; lifecycle?: JobStreamOptions['lifecycle'];
  },
): AsyncGenerator<{ event: string; data: string; id: string }, void, void>;
