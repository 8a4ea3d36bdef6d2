/**
 * Makes `AgentRunner` of @copilotkit/runtime keep nothing in its own process. Its agents are those of `sdk/ag-ui.js`, and belong to one
 * server. A reloaded page joins the run of its thread through any runtime, and stop ends the work.
 */
export function durable<T extends abstract new () => object>(runner: T): new (agents: Record<string, any>) => InstanceType<T> & {
  run(request: { agent: any; input: any }): any;
  connect(request: { threadId: string; agentId?: string; headers?: Record<string, string> }): any;
  isRunning(request: { threadId: string }): Promise<boolean>;
  stop(request: { threadId: string; runId?: string }): Promise<boolean>;
};
