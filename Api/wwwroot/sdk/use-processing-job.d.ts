import type { Connection, JobSnapshot, JobStreamOptions, StartedJob } from './job-stream.js';

export interface ProcessingJob {
  state: Pick<JobSnapshot, 'status' | 'steps' | 'insights' | 'validations' | 'diffs' | 'results' | 'texts' | 'timeline'> & {
    jobId: string | null;
    currentStep: string | null;
    metrics: Record<string, number>;
    error: JobSnapshot['error'] | null;
    summary: unknown;
    lastEventId: string | null;
    connection: Connection;
  };
  isComplete: boolean;
  /** Failed, canceled, or impossible to watch. */
  isFailed: boolean;
  isConnected: boolean;
  cancel(): Promise<unknown> | undefined;
  retry(): Promise<StartedJob> | undefined;
  reconnect(): void;
}

/** Makes the hook from the application's own React, 18 or newer. */
export function createUseProcessingJob(react: {
  useCallback: Function;
  useEffect: Function;
  useMemo: Function;
  useSyncExternalStore: Function;
}): (jobId: string | null, options?: JobStreamOptions) => ProcessingJob;
