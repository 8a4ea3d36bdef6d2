using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Limits;

/// <summary>A budget of one caller as a rate limiter; the count is in the store, so that all Apis share it.</summary>
internal sealed class CallerRateLimiter(ICallerLimits limits, string limit, string caller, int perMinute) : RateLimiter
{
    /// <summary>The state is elsewhere: this object may go at any time.</summary>
    public override TimeSpan? IdleDuration => TimeSpan.MaxValue;

    public override RateLimiterStatistics? GetStatistics() => null;

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        new Lease(await limits.TakeAsync(limit, caller, permitCount, perMinute, cancellationToken));

    /// <summary>Never without the store: the middleware then asks by <see cref="AcquireAsyncCore"/>.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => new Lease(TimeSpan.MaxValue);

    private sealed class Lease(TimeSpan wait) : RateLimitLease
    {
        public override bool IsAcquired => wait == TimeSpan.Zero;

        public override IEnumerable<string> MetadataNames => [MetadataName.RetryAfter.Name];

        public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
        {
            metadata = metadataName == MetadataName.RetryAfter.Name && !IsAcquired ? wait : null;
            return metadata is not null;
        }
    }
}
