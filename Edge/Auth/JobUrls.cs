using System.Security.Claims;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Auth;

/// <summary>The URLs of a job for a caller. With authentication they carry a capability, and a cookie carries it too.</summary>
public sealed class JobUrls
{
    private readonly Capabilities? _capabilities;
    private readonly string? _traceUrl;

    /// <param name="capabilities">Null when callers are not told apart.</param>
    /// <param name="traceUrl">See <see cref="ApiOptions.TraceUrl"/>.</param>
    internal JobUrls(Capabilities? capabilities, string? traceUrl) => (_capabilities, _traceUrl) = (capabilities, traceUrl);

    /// <summary>The urls of a job that was just started.</summary>
    public StartedJob Started(HttpContext http, Guid jobId, Guid? retryOf = null) => For(http, jobId, revocations: 0, retryOf);

    /// <summary>The urls of a job that the caller may see.</summary>
    public StartedJob For(HttpContext http, JobRecord job) => For(http, job.JobId, job.Revocations, null);

    /// <summary>A job in a listing: without a cookie.</summary>
    public JobSummary Listed(ClaimsPrincipal caller, JobRecord job)
    {
        var summary = JobSummary.For(job);
        summary = summary with { TraceUrl = summary.TraceId is { } trace ? _traceUrl?.Replace(ApiOptions.TraceIdMark, trace, StringComparison.Ordinal) : null };
        if (_capabilities is null || !MayRead(caller))
        {
            return summary;
        }

        string query = $"?{Capabilities.Parameter}={_capabilities.Create(job.JobId, job.Revocations).Text}";
        return summary with { StreamUrl = summary.StreamUrl + query, SnapshotUrl = summary.SnapshotUrl + query };
    }

    private StartedJob For(HttpContext http, Guid jobId, int revocations, Guid? retryOf)
    {
        var started = StartedJob.For(jobId, retryOf);
        if (_capabilities is null || !MayRead(http.User))
        {
            return started;
        }

        var (text, expires) = _capabilities.Create(jobId, revocations);
        http.Response.Cookies.Append(Capabilities.Cookie, text, new CookieOptions
        {
            Path = $"/api/jobs/{jobId:D}",
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Expires = expires,
        });
        string query = $"?{Capabilities.Parameter}={text}";
        return started with { StreamUrl = started.StreamUrl + query, SnapshotUrl = started.SnapshotUrl + query, ExpiresAt = expires };
    }

    /// <summary>A caller that may only start jobs gets no right to read by that.</summary>
    private static bool MayRead(ClaimsPrincipal caller) => caller.HasScope(Scopes.Read) || caller.HasScope(Scopes.Ops);
}
