using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Takes a job from its worker, or from its place in the queue, and puts it at the end of the queue. Its finished work stays.</summary>
internal sealed class JobRequeuer(IJobStore store, IJobLog log, IJobQueue queue, TimeProvider time, ILogger<JobRequeuer> logger)
{
    public const string Message = "An operator put the job back into the queue.";

    /// <summary>The writer would repeat its append for as long as the store is away.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Not canceled when the caller leaves: a job that is taken from its worker must reach the queue.</summary>
    /// <returns>False when the job has ended or moved just now.</returns>
    public async Task<bool> RequeueAsync(JobRecord job)
    {
        bool waits = job.Status == JobStatus.Queued;
        if (!waits)
        {
            // Before the fence: a worker that is fenced and still has the claim hands the job back, and another one begins it at once.
            await queue.TakeAsync(job.JobId, CancellationToken.None);
        }

        bool fenced = await FenceAsync(job);
        if (fenced || (!waits && await store.GetAsync(job.JobId, CancellationToken.None) is { } now && !now.Status.IsTerminal())) // no worker has its claim any more
        {
            await queue.RequeueAsync(job.JobId, CancellationToken.None);
        }

        return fenced;
    }

    /// <summary>Begins an attempt for no worker: the job's worker can write no more, and gives the job up at its next write or renewal.</summary>
    private async Task<bool> FenceAsync(JobRecord job)
    {
        JobStatus? ifStatus = job.Status == JobStatus.Queued ? job.Status : null; // a worker may begin it at this moment
        if (await store.BeginAttemptAsync(job.JobId, ifStatus, job.Attempt, CancellationToken.None) is not { } start)
        {
            return false;
        }

        await using var writer = new JobWriter(log, start, time, logger);
        try
        {
            await writer.CommitAsync("", [new JobStatusEvent(JobStatus.Queued, Message)], null, JobStatus.Queued, CancellationToken.None).WaitAsync(Longest, time);
            return true;
        }
        catch (TimeoutException e)
        {
            throw new StoreUnavailableException("The store can't be reached.", e);
        }
        catch (AppendRefusedException e)
        {
            logger.LogInformation("Job {JobId} was taken by a worker before it was queued again: {Reason}", job.JobId, e.Message);
            return false;
        }
    }
}
