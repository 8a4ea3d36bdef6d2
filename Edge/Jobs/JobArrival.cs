using System.Security.Claims;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Waits for jobs that are about to be started: clients know an id before its job exists.</summary>
internal sealed class JobArrival(EventPager pager, JobAccess access, TimeProvider time)
{
    /// <summary>The job, or null when it was not started in time. Another caller's job takes the whole time too: an answer at once would tell that it exists.</summary>
    public async Task<JobRecord?> AwaitAsync(ClaimsPrincipal caller, Guid jobId, TimeSpan wait, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        await pager.ReadEventsAsync(jobId, EventId.None, 1, wait, cancellationToken);
        if (await access.FindAsync(caller, jobId, cancellationToken) is { } job)
        {
            return job;
        }

        var rest = wait - time.GetElapsedTime(began);
        await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, time, cancellationToken);
        return null;
    }
}
