/**
 * Makes `AgentRunner` of @copilotkit/runtime keep nothing in its own process: `class Runner extends durable(AgentRunner) {}` and
 * `new CopilotRuntime({ agents, runner: new Runner(agents) })` with agents of `sdk/ag-ui.js`. A page that is reloaded joins the run of its
 * thread through any runtime, also after the one that began it was lost; stop ends the work.
 */
export const durable = (AgentRunner) => class DurableRunner extends AgentRunner {
  #agents;

  /** @param {Record<string, any>} agents Those of the runtime. All belong to one server. */
  constructor(agents) {
    super();
    this.#agents = agents;
  }

  run({ agent, input }) {
    return watch(agent, (subscriber) => agent.runAgent(input, subscriber));
  }

  connect({ threadId, agentId, headers }) {
    const agent = this.#agents[agentId].clone();
    Object.assign(agent.headers, headers);
    agent.threadId = threadId;
    return watch(agent, async ({ onEvent }) => {
      const { lastRun, messages } = await agent.getThread();
      if (!lastRun) return;
      // What the user has said. The answers of the run come with its stream.
      const said = messages.slice(0, 1 + messages.findLastIndex((message) => message.role === 'user'));
      const { runId } = lastRun;
      const input = { threadId, runId, state: {}, messages: said, tools: [], context: [], forwardedProps: {} };
      await agent.connectAgent({ runId }, {
        onEvent: ({ event }) => onEvent({ event: event.type === 'RUN_STARTED' ? { ...event, input } : event }),
      });
    });
  }

  async isRunning({ threadId }) {
    return (await this.#activeRun(threadId)) !== null;
  }

  async stop({ threadId, runId }) {
    const active = await this.#activeRun(threadId);
    if (!active || (runId !== undefined && runId !== active.runId)) return false;
    await this.#anyAgent.cancelRun(active.runId);
    return true;
  }

  get #anyAgent() {
    return Object.values(this.#agents)[0];
  }

  async #activeRun(threadId) {
    return (await this.#anyAgent.getThread(threadId)).activeRun;
  }
};

/** The events of a run as an observable. Who unsubscribes stops to watch; the work goes on. */
const watch = (agent, begin) => ({
  subscribe(observer) {
    let watched = true;
    let failed = false;
    const onEvent = ({ event }) => {
      failed ||= event.type === 'RUN_ERROR';
      if (watched) observer.next(event);
    };
    begin({ onEvent })
      .catch((error) => { if (!failed) onEvent({ event: { type: 'RUN_ERROR', message: error.message } }); })
      .then(() => { if (watched) observer.complete(); });
    return {
      unsubscribe() {
        watched = false;
        agent.abortRun();
      },
    };
  },
});
