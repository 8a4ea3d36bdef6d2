import { resumingFetch } from './resuming-fetch.js';

const isEnd = (event) => event.type === 'RUN_FINISHED' || event.type === 'RUN_ERROR';

const urlOf = (agent, runId) => `${agent.url.replace(/[^/]*$/, '')}runs/${encodeURIComponent(runId)}`;

/**
 * Makes `HttpAgent` of @ag-ui/client resume: `class Agent extends resumable(HttpAgent) {}`. A run goes on after every broken connection,
 * `connectAgent({ runId })` joins a run from its start (without a known run: the active or else the last run of the agent's thread), and
 * `cancelRun()` ends the work, where `abortRun()` only stops to watch it.
 */
export const resumable = (HttpAgent) => class ResumableAgent extends HttpAgent {
  /** The id of the last run of this agent object; null before the first one. */
  runId = null; // no private members: `clone()` makes an object without its constructor

  /** `firstDelayMs` is that of `resumingFetch`. */
  constructor({ firstDelayMs, ...config }) {
    super(config);
    this.fetch = resumingFetch({ fetch: config.fetch, isEnd, firstDelayMs });
  }

  clone() {
    return Object.assign(super.clone(), { runId: this.runId });
  }

  run(input) {
    this.runId = input.runId;
    return super.run(input);
  }

  connect(input) {
    const joining = Object.create(this, { fetch: { value: (_, init) => join(this, input, init.signal) } });
    return super.run.call(joining, input);
  }

  /** Asks the run to end; its last event tells that it did. */
  async cancelRun(runId = this.runId) {
    const response = await this.fetch(urlOf(this, runId), { method: 'DELETE', headers: this.headers });
    if (!response.ok) throw new Error(`The run can't be canceled: ${response.status} ${await response.text()}`);
  }

  async getCapabilities() {
    const response = await this.fetch(this.url, { headers: this.headers });
    if (!response.ok) throw new Error(`The agent has no capabilities: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** `{ messages, activeRun, lastRun }` of a thread. */
  async getThread(threadId = this.threadId, { signal } = {}) {
    const response = await this.fetch(`${this.url}?threadId=${encodeURIComponent(threadId)}`, { headers: this.headers, signal });
    if (!response.ok) throw new Error(`The thread can't be read: ${response.status} ${await response.text()}`);
    return response.json();
  }
};

async function join(agent, input, signal) {
  const init = { headers: { ...agent.headers, Accept: 'text/event-stream' }, signal };
  agent.runId = input.runId;
  const response = await agent.fetch(urlOf(agent, input.runId), init);
  if (response.status !== 404) return response;
  const { lastRun } = await agent.getThread(input.threadId, { signal });
  if (!lastRun) return response;
  agent.runId = lastRun.runId;
  return agent.fetch(urlOf(agent, lastRun.runId), init);
}
