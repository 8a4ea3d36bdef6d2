using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Api.Jobs;

/// <summary>Ends a canceled job that no worker has begun, so that nobody has to wait for a worker just to be told so.</summary>
internal sealed class JobEnder(IJobStore store, IJobLog log, TimeProvider time, ILogger<JobEnder> logger)
{
    public async Task EndIfQueuedAsync(Guid jobId, string reason, CancellationToken cancellationToken)
    {
        // The fence keeps a worker that claims it in this moment from writing beside us; it then finds the job ended.
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
        }
        catch (AppendRefusedException e)
        {
            logger.LogInformation("Job {JobId} was taken by a worker, who sees the request to cancel: {Reason}", jobId, e.Message);
        }
    }
}
