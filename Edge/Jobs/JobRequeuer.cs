using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Takes a job from its worker, or from its place in the queue, and puts it at the end of the queue. Its finished work stays.</summary>
internal sealed class JobRequeuer(IJobStore store, IJobLog log, IJobQueue queue, TimeProvider time, ILogger<JobRequeuer> logger)
{
    public const string Message = "An operator put the job back into the queue.";

    /// <returns>False when the job has ended or moved just now.</returns>
    public async Task<bool> RequeueAsync(JobRecord job, CancellationToken cancellationToken)
    {
        if (job.Status != JobStatus.Queued && !await TakeAsync(job, cancellationToken))
        {
            return false;
        }

        await queue.RequeueAsync(job.JobId, cancellationToken);
        return true;
    }

    /// <summary>Ends the attempt: its worker can write no more, and gives the job up at its next write or renewal.</summary>
    private async Task<bool> TakeAsync(JobRecord job, CancellationToken cancellationToken)
    {
        if (await store.BeginAttemptAsync(job.JobId, null, job.Attempt, cancellationToken) is not { } start)
        {
            return false;
        }

        await using var writer = new JobWriter(log, start, time, logger);
        try
        {
            await writer.CommitAsync("", [new JobStatusEvent(JobStatus.Queued, Message)], null, JobStatus.Queued, cancellationToken);
            return true;
        }
        catch (AppendRefusedException e)
        {
            logger.LogInformation("Job {JobId} was taken by a worker before it was queued again: {Reason}", job.JobId, e.Message);
            return false;
        }
    }
}
