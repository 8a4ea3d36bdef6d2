// Compiled, never run: see types.test.js.

import { ApiError, JobsApi, JobStream, parseEventId, sharedTransport, streamPost, type JobSnapshot } from '../../../Api/wwwroot/sdk/job-stream.js';
import { resumable } from '../../../Api/wwwroot/sdk/ag-ui.js';
import { chatFetch } from '../../../Api/wwwroot/sdk/ai-sdk.js';
import { durable } from '../../../Api/wwwroot/sdk/copilotkit.js';
import { resumingFetch } from '../../../Api/wwwroot/sdk/resuming-fetch.js';
import { createUseProcessingJob } from '../../../Api/wwwroot/sdk/use-processing-job.js';

const api = new JobsApi({ base: 'https://jobs.example.org', headers: { Authorization: 'Bearer …' } });
const started = await api.start('resume-tailoring', { resume_text: '…' }, { idempotencyKey: 'k', signal: AbortSignal.timeout(1000) });
await api.start('resume-tailoring', new FormData());
const url: string = started.stream_url;

const transport = sharedTransport();
const stream = new JobStream(started.job_id, { api, url, ...(transport && { transport }) });
stream.addEventListener('event', ({ detail: { payload } }) => {
  // The type tells the members apart.
  if (payload.type === 'step_progress') console.log(payload.percent.toFixed(), payload.eta_sec?.toFixed());
  else if (payload.type === 'done') console.log(payload.digest.length);
  // @ts-expect-error: a token has no percentage
  else if (payload.type === 'token') console.log(payload.percent);
});
stream.addEventListener('connection', ({ detail }) => {
  if (detail.state === 'reconnecting' && detail.nextTryAt !== null) console.log(detail.nextTryAt - Date.now());
  // @ts-expect-error: there is no such state
  else if (detail.state === 'open') console.log(detail);
});
stream.addEventListener('reset', ({ detail }) => console.log(detail.reason, detail.snapshot?.last_event_id));
// @ts-expect-error: there is no such event
stream.addEventListener('massage', ({ detail }) => console.log(detail));
// @ts-expect-error: the state is read only
stream.snapshot.status = 'queued';
const snapshot: JobSnapshot = await stream.connect().finished;
const verified: boolean | null = stream.verified;
const again = await stream.retry();
console.log(again.retry_of, verified, parseEventId(snapshot.last_event_id).seq, await api.snapshot(again.job_id, { at: '0-1' }));

try {
  for await (const frame of streamPost('/api/match-jobs/stream', { body: '{}', maxTries: 3 })) console.log(frame.event, frame.data);
} catch (error) {
  if (error instanceof ApiError && !error.transient) console.log(error.errors['job_text']?.[0]);
}

declare const React: {
  useCallback: Function;
  useEffect: Function;
  useMemo: Function;
  useSyncExternalStore: Function;
};
const useProcessingJob = createUseProcessingJob(React);
const { state, isComplete, isFailed, isConnected, cancel } = useProcessingJob(null);
const percent: number | undefined = state.steps.find((step) => step.status === 'running')?.percent;
console.log(isComplete || isFailed || isConnected, percent, state.metrics['fit']?.toFixed(), await cancel());

// As HttpAgent of @ag-ui/client.
class HttpAgent {
  constructor(public config: { url: string }) {}
  url = '';
  async runAgent(parameters?: { runId?: string }): Promise<string> { return parameters?.runId ?? ''; }
}
class Agent extends resumable(HttpAgent) {}
const agent = new Agent({ url: '/ag-ui/p' });
const ran: string = await agent.runAgent({ runId: 'r' });
await agent.cancelRun(ran);
// @ts-expect-error: an agent needs its url
new Agent({});
const running: { runId: string } | null = (await agent.getThread()).activeRun;

// As AgentRunner of @copilotkit/runtime.
abstract class AgentRunner {
  abstract stop(request: { threadId: string; runId?: string }): Promise<boolean | undefined>;
}
class Runner extends durable(AgentRunner) {}
const runner: AgentRunner = new Runner({ chat: agent });
console.log(running, await runner.stop({ threadId: 't' }));
const send: typeof fetch = chatFetch();
await resumingFetch({ fetch: send as (url: string) => Promise<Response>, isEnd: (data) => data.type === 'end', firstDelayMs: 10 })('/x');
