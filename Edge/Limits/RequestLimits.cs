using System.Threading.RateLimiting;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Limits;

/// <summary>The limits that are checked before a request is served.</summary>
internal sealed class RequestLimits(ICallerLimits limits, IOptions<LimitsOptions> options, IOptions<ApiOptions> api) : IConfigureOptions<RateLimiterOptions>
{
    public void Configure(RateLimiterOptions limiter)
    {
        var most = new ConcurrencyLimiterOptions { PermitLimit = options.Value.Requests, QueueLimit = 0 };
        var requests = PartitionedRateLimiter.Create<HttpContext, string>(http => http.GetEndpoint() is { } endpoint && IsStream(endpoint)
            ? RateLimitPartition.GetNoLimiter("stream") // it may be open for hours
            : RateLimitPartition.GetConcurrencyLimiter("", _ => most));
        limiter.GlobalLimiter = options.Value.StartsPerMinute is > 0 and var perMinute
            ? PartitionedRateLimiter.CreateChained(
                requests,
                PartitionedRateLimiter.Create<HttpContext, string>(http => StartsJobs(http.GetEndpoint())
                    ? RateLimitPartition.Get(Caller.Of(http), caller => new CallerRateLimiter(limits, StartLimits.Starts, caller, perMinute))
                    : RateLimitPartition.GetNoLimiter("")))
            : requests;
        limiter.OnRejected = (rejected, _) => new ValueTask(RefuseAsync(rejected));
    }

    /// <summary>Open streams have limits of their own, and operators are served when nobody else is.</summary>
    public static bool Concern(HttpContext http) =>
        http.GetEndpoint() is { } endpoint && (StartsJobs(endpoint) || !(IsStream(endpoint) || IsForOperators(http.Request.Path)));

    private static bool IsForOperators(PathString path) =>
        path.StartsWithSegments("/api/ops", StringComparison.Ordinal) || path.StartsWithSegments("/ops", StringComparison.Ordinal);

    private static bool StartsJobs(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<StartsWork>() is not null;

    private static bool IsStream(Endpoint endpoint) =>
        endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(answer => answer.ContentTypes.Contains("text/event-stream"));

    private Task RefuseAsync(OnRejectedContext rejected) => rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait)
        ? LimitAnswers.RefuseAsync(rejected.HttpContext, api.Value, LimitExceededException.Starts(wait))
        : LimitAnswers.RefuseBusyAsync(rejected.HttpContext, api.Value);
}
