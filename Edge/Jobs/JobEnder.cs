using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Ends a canceled job that no worker has begun, without waiting for a worker.</summary>
internal sealed class JobEnder(IJobStore store, IJobLog log, IJobQueue queue, TimeProvider time, ILogger<JobEnder> logger)
{
    public async Task EndIfQueuedAsync(Guid jobId, string reason, CancellationToken cancellationToken)
    {
        // The fence stops a worker that claims the job at this moment; the worker then finds the job ended.
        if (await store.BeginAttemptAsync(jobId, JobStatus.Queued, null, cancellationToken) is not { } start)
        {
            return;
        }

        await using var writer = new JobWriter(log, start, time, logger);
        try
        {
            await writer.CommitAsync(
                "",
                [new JobStatusEvent(JobStatus.Canceled, reason), new DoneEvent(JobStatus.Canceled)],
                null,
                JobStatus.Canceled,
                cancellationToken);
            await queue.RemoveAsync(jobId, cancellationToken);
        }
        catch (AppendRefusedException e)
        {
            logger.LogInformation("Job {JobId} was taken by a worker, which sees the cancel request: {Reason}", jobId, e.Message);
        }
    }
}
