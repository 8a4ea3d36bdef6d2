export interface Resumable {
  /** The id of the last run of this agent object; null before the first one. */
  runId: string | null;
  /** Asks the run to end; its last event tells that it did. */
  cancelRun(runId?: string): Promise<void>;
  /** `AgentCapabilities` of @ag-ui/core. */
  getCapabilities(): Promise<any>;
  /** A thread: that of the agent, unless another one is named. */
  getThread(threadId?: string, options?: { signal?: AbortSignal }): Promise<{
    messages: any[];
    activeRun: { runId: string } | null;
    lastRun: { runId: string } | null;
  }>;
}

/**
 * Makes `HttpAgent` of @ag-ui/client resume: a run goes on after every broken connection, `connectAgent({ runId })` joins a run from its
 * start (without a known run: the active or else the last run of the agent's thread), and `cancelRun()` ends the work.
 */
export function resumable<T extends new (...parameters: any[]) => { url: string }>(agent: T): {
  /** `firstDelayMs` in the config is that of `resumingFetch`. */
  new (...parameters: ConstructorParameters<T>): InstanceType<T> & Resumable;
};
