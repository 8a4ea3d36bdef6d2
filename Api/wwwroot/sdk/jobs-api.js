// The requests around a stream: start, inspect, cancel, retry, delete. Every error is an ApiError.

/** An answer that is not a success: RFC 9457 problem details where the server sent them. */
export class ApiError extends Error {
  name = 'ApiError';

  /** @param {number} status HTTP status; 0 when there was no answer at all. */
  constructor(status, problem = {}, retryAfterMs = null, options = undefined) {
    super(problem.detail ?? problem.title ?? (status === 0 ? 'The server did not answer.' : `HTTP ${status}`), options);
    this.status = status;
    this.problem = problem;
    /** Messages by field. */
    this.errors = problem.errors ?? {};
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same request may succeed later. */
  get transient() {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

export class JobsApi {
  #fetch;

  /**
   * @param {{base?: string, fetch?: typeof fetch, headers?: object | (() => object | Promise<object>)}} options
   *   `headers`: such as `{ Authorization: 'Bearer …' }`; a function gives those of the moment, for tokens that are renewed.
   */
  constructor({ base = '', fetch = globalThis.fetch?.bind(globalThis), headers = {} } = {}) {
    this.base = base.replace(/\/$/, '');
    this.headers = headers;
    this.#fetch = fetch;
  }

  url(path) {
    return this.base + path;
  }

  pipelines = (options) => this.#get('/api/pipelines', options).then((page) => page.pipelines);

  /** A page of jobs, newest first. With a filter a page may have fewer jobs than the limit, even none, and still a next one. */
  list = ({ limit = 20, cursor, status, pipeline, since, until, text, ...options } = {}) => {
    const query = Object.entries({ limit, cursor, status, pipeline, since, until, text }).filter(([, value]) => value !== undefined && value !== null && value !== '');
    return this.#get(`/api/jobs?${new URLSearchParams(query)}`, options);
  };

  get = (jobId, options) => this.#get(`/api/jobs/${encodeURIComponent(jobId)}`, options);

  /** @param {{at?: string}} options `at`: the state after this past event. */
  snapshot = (jobId, { at = null, ...options } = {}) =>
    this.#get(`/api/jobs/${encodeURIComponent(jobId)}/snapshot${at ? `?at=${encodeURIComponent(at)}` : ''}`, options);

  /** A page of the log after an event id. */
  events = (jobId, { after = '0-0', limit = 1000, ...options } = {}) =>
    this.#get(`/api/jobs/${encodeURIComponent(jobId)}/events?after=${after}&limit=${limit}`, options);

  /**
   * Starts a job.
   * @param {object|FormData} input A JSON object, or a form with files.
   * @param {{idempotencyKey?: string, language?: string}} options A repeat with the same key starts no new job; `language`: in which the job speaks.
   * @returns {Promise<{job_id: string, stream_url: string, snapshot_url: string}>}
   */
  start(pipeline, input, { idempotencyKey = null, language = null, ...options } = {}) {
    const form = typeof FormData !== 'undefined' && input instanceof FormData;
    return this.request('POST', `/api/jobs/${encodeURIComponent(pipeline)}`, {
      ...options,
      body: form ? input : JSON.stringify(input),
      headers: {
        ...(form ? {} : { 'Content-Type': 'application/json' }),
        ...(idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {}),
        ...(language ? { 'Accept-Language': language } : {}),
      },
    });
  }

  /** New urls of a job, with the right to read it for some time: for an EventSource, which sends no headers. */
  access = (jobId, options) => this.request('POST', `/api/jobs/${encodeURIComponent(jobId)}/capability`, options);

  cancel = (jobId, options) => this.request('POST', `/api/jobs/${encodeURIComponent(jobId)}/cancel`, options);

  /** Continues a failed or canceled job from its failed step: as a new job, whose urls are returned. */
  retry = (jobId, options) => this.request('POST', `/api/jobs/${encodeURIComponent(jobId)}/retry`, options);

  /** What the job was started with; its files are to be had at their `url`. */
  input = (jobId, options) => this.#get(`/api/jobs/${encodeURIComponent(jobId)}/input`, options);

  /** Starts a new job with the input of another one, files included. A repeat with the same key starts no new job. */
  again = (jobId, { idempotencyKey = null, ...options } = {}) =>
    this.request('POST', `/api/jobs/${encodeURIComponent(jobId)}/again`, { ...options, headers: idempotencyKey ? { 'Idempotency-Key': idempotencyKey } : {} });

  delete = (jobId, options) => this.request('DELETE', `/api/jobs/${encodeURIComponent(jobId)}`, options);

  /** Whether requests carry the caller's credentials: then the server asks for a right to each stream too. */
  get isAuthorized() {
    return typeof this.headers === 'function' || new Headers(this.headers).has('Authorization');
  }

  #get(path, options) {
    return this.request('GET', path, options);
  }

  /** @returns The JSON answer, or null when there is none. */
  async request(method, path, { body, headers, signal, keepalive } = {}) {
    const own = typeof this.headers === 'function' ? await this.headers() : this.headers;
    let response;
    try {
      response = await this.#fetch(this.url(path), {
        method, body, signal, keepalive, headers: { Accept: 'application/json', ...own, ...headers },
      });
    } catch (cause) {
      if (signal?.aborted) throw cause;
      throw new ApiError(0, {}, null, { cause });
    }

    if (!response.ok) throw await toError(response);
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  }
}

export async function toError(response) {
  const text = await response.text();
  let problem;
  try {
    problem = JSON.parse(text);
  } catch {
    problem = { title: `HTTP ${response.status} ${response.statusText}`.trim() }; // a proxy's own page
  }

  return new ApiError(response.status, problem ?? {}, retryAfter(response.headers.get('Retry-After')));
}

function retryAfter(value) {
  if (!value) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(ms, 0) : null;
}
