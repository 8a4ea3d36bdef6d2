import { resumingFetch } from './resuming-fetch.js';

const isEnd = (event) => event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR';

/**
 * Makes `HttpAgent` of @ag-ui/client resume: `class Agent extends resumable(HttpAgent) {}`. A run goes on after every broken connection,
 * `connectAgent({ runId })` joins a run from its start (without a known run: the active run of the agent's thread), and `cancelRun()` ends
 * the work, where `abortRun()` only stops to watch it.
 */
export const resumable = (HttpAgent) => class ResumableAgent extends HttpAgent {
  /** The id of the last run of this agent object; null before the first one. */
  runId = null;

  /** `firstDelayMs` is that of `resumingFetch`. */
  constructor({ firstDelayMs, ...config }) {
    super(config);
    this.fetch = resumingFetch({ fetch: config.fetch, isEnd, firstDelayMs });
  }

  run(input) {
    this.runId = input.runId;
    return super.run(input);
  }

  connect(input) {
    const joining = Object.create(this, { fetch: { value: (_, init) => this.#join(input, init.signal) } });
    return super.run.call(joining, input);
  }

  /** Asks the run to end; its last event tells that it did. */
  async cancelRun(runId = this.runId) {
    const response = await this.fetch(this.#urlOf(runId), { method: 'DELETE', headers: this.headers });
    if (!response.ok) throw new Error(`The run can't be canceled: ${response.status} ${await response.text()}`);
  }

  async getCapabilities() {
    const response = await this.fetch(this.url, { headers: this.headers });
    if (!response.ok) throw new Error(`The agent has no capabilities: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async #join(input, signal) {
    const init = { headers: { ...this.headers, Accept: 'text/event-stream' }, signal };
    this.runId = input.runId;
    const response = await this.fetch(this.#urlOf(input.runId), init);
    if (response.status !== 404) return response;
    const thread = await this.fetch(`${this.url}?threadId=${encodeURIComponent(input.threadId)}`, { headers: this.headers, signal });
    const active = thread.ok ? (await thread.json()).activeRun : null;
    if (!active) return response;
    this.runId = active.runId;
    return this.fetch(this.#urlOf(active.runId), init);
  }

  #urlOf(runId) {
    return `${this.url.replace(/[^/]*$/, '')}runs/${encodeURIComponent(runId)}`;
  }
};
