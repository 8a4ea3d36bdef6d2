using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Executes claimed jobs: holds the claim while the job runs and completes or abandons it at the end.</summary>
internal sealed class JobExecutor(
    IJobStore store,
    IJobLog log,
    IJobQueue queue,
    IJobControl control,
    IEnumerable<IPipeline> pipelines,
    RunningJobs running,
    WorkerSlots slots,
    IOptions<WorkerOptions> options,
    IOptions<StreamingOptions> streaming,
    NodeIdentity node,
    INodeRegistry nodes,
    TimeProvider time,
    ILogger<JobExecutor> logger)
{
    private readonly Dictionary<string, IPipeline> _pipelines = pipelines.ToDictionary(p => p.Descriptor.Name);

    public async Task ExecuteAsync(QueueClaim claim, CancellationToken stopping)
    {
        running.Add(claim.JobId);
        try
        {
            await HoldAsync(claim, stopping);
        }
        finally
        {
            running.Remove(claim.JobId);
        }
    }

    private async Task HoldAsync(QueueClaim claim, CancellationToken stopping)
    {
        using var scope = logger.BeginScope(new JobLogScope(claim.JobId, null));
        using var hold = new ClaimHold(claim, queue, control, streaming.Value.Lease, logger);
        await hold.StartAsync(stopping);
        try
        {
            var outcome = await RunAsync(claim, hold, stopping);
            await SettleAsync(claim, outcome);
        }
        finally
        {
            await hold.StopAsync();
        }
    }

    private async Task<ExecutionOutcome> RunAsync(QueueClaim claim, ClaimHold hold, CancellationToken stopping)
    {
        // When a job is queued twice, it already runs when its second entry is claimed: only a takeover may begin a new attempt.
        // A repeat does not check the status: the reply to the first try may be lost, and the attempt may have begun here.
        JobStatus? expected = claim.TakenOver ? null : JobStatus.Queued;
        var start = await StorePatience.AskAsync(
            async token =>
            {
                var ifStatus = expected;
                expected = null;
                return await store.BeginAttemptAsync(claim.JobId, ifStatus, null, token);
            },
            time,
            stopping);
        if (start is null)
        {
            return ExecutionOutcome.Ended; // queued twice, canceled while waiting, deleted, or expired
        }

        var pipeline = JobMetrics.Pipeline(start.Pipeline);
        if (start.Attempt == 1)
        {
            JobMetrics.Started.Add(1, pipeline);
            JobMetrics.QueueWait.Record(Math.Max(0, (time.GetUtcNow() - start.CreatedAt).TotalSeconds), pipeline);
        }

        // The entry of a lost worker was claimed long ago: its time does not tell how long the job waited.
        var span = new AttemptSpan(start, start.Interrupted ? null : claim.QueuedAt, time, logger);
        if (start.Interrupted)
        {
            JobMetrics.Takeovers.Add(1, pipeline);
            using var scope = span.Enter();
            logger.LogWarning("Job {JobId} is taken over: attempt {Attempt}", start.JobId, start.Attempt);
        }

        await using var execution = new JobExecution(
            start, span, _pipelines.GetValueOrDefault(start.Pipeline), store, log, hold, running, options.Value, streaming.Value, node.Id, nodes, time, logger);
        running.Begin(start.JobId, execution);
        try
        {
            var outcome = await execution.RunAsync(stopping);
            execution.Span.End(Spans.Word(outcome), outcome == ExecutionOutcome.Lost ? "lost" : null);
            return outcome;
        }
        catch (Exception e)
        {
            execution.Span.End("broken_off", e.GetType().Name);
            throw;
        }
        finally
        {
            running.End(start.JobId, execution);
            _ = slots.HoldAsync(start.JobId, execution.Code.Ended); // never fails
        }
    }

    private async Task SettleAsync(QueueClaim claim, ExecutionOutcome outcome)
    {
        // Not canceled when the host stops, because the job must still be handed back. The host's shutdown time-out bounds this.
        switch (outcome)
        {
            case ExecutionOutcome.Ended:
                await StorePatience.AskAsync(async token => { await queue.CompleteAsync(claim, token); return true; }, time, CancellationToken.None, tries: 10);
                break;
            case ExecutionOutcome.HandedBack:
                await StorePatience.AskAsync(async token => { await queue.AbandonAsync(claim, token); return true; }, time, CancellationToken.None, tries: 3);
                break;
            case ExecutionOutcome.Lost:
                logger.LogWarning("Job {JobId} is another worker's by now", claim.JobId);
                break;
        }
    }
}

/// <summary>The outcome for the claim.</summary>
internal enum ExecutionOutcome
{
    /// <summary>The claim needs no more work.</summary>
    Ended,

    /// <summary>Another worker should continue at once.</summary>
    HandedBack,

    /// <summary>Another worker already continues the job, or will continue it after the lease.</summary>
    Lost,
}
