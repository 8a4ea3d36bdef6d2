using AspireStreaming.Streaming;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Limits;

/// <summary>The limits that are checked while a job is started: by then the size of the request and the owner of the job are known.</summary>
public sealed class StartLimits(ICallerLimits limits, IOptions<LimitsOptions> options)
{
    /// <summary>The name of the budget of starts.</summary>
    internal const string Starts = "starts";

    private const string Uploads = "uploads";

    /// <summary>How long a caller with too many active jobs should wait: nobody knows when one ends.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public bool CountsUploads => options.Value.UploadBytesPerMinute > 0;

    /// <summary>Counts a job that is about to be created.</summary>
    /// <exception cref="LimitExceededException">Its owner has too many jobs.</exception>
    internal async Task AddActiveAsync(JobOwner? owner, Guid jobId, CancellationToken cancellationToken)
    {
        int most = options.Value.ActiveJobs;
        if (most > 0 && !await limits.TryAddActiveAsync(owner, jobId, most, cancellationToken))
        {
            throw new LimitExceededException("Limits:ActiveJobs", $"has {most} jobs that have not ended", Pause);
        }
    }

    /// <summary>Counts a start that came by an endpoint which does other things too: those that only start are counted before they are served.</summary>
    /// <exception cref="LimitExceededException">Its caller has started too many jobs.</exception>
    internal async Task AddStartAsync(HttpContext http)
    {
        int most = options.Value.StartsPerMinute;
        if (most > 0 && await limits.TakeAsync(Starts, Caller.Of(http), 1, most, http.RequestAborted) is var wait && wait > TimeSpan.Zero)
        {
            throw LimitExceededException.Starts(wait);
        }
    }

    /// <summary>Counts a request's body.</summary>
    /// <exception cref="LimitExceededException">Its caller has sent too much.</exception>
    internal async Task AddUploadAsync(HttpContext http, long bytes)
    {
        long most = options.Value.UploadBytesPerMinute;
        if (most > 0 && bytes > 0 && await limits.TakeAsync(Uploads, Caller.Of(http), bytes, most, http.RequestAborted) is var wait && wait > TimeSpan.Zero)
        {
            throw new LimitExceededException("Limits:UploadBytesPerMinute", "has sent as many bytes as it may within a minute", wait);
        }
    }
}
