using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Limits;

/// <summary>Open streams of this node: fewer than connections, so that other requests find a connection; and those of each caller.</summary>
internal sealed class StreamSlots : IDisposable
{
    /// <summary>One connection of this many is kept for other requests.</summary>
    private const int Kept = 20;

    /// <summary>What a client over a limit is told to wait at least.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly ConcurrencyLimiter _all;
    private readonly PartitionedRateLimiter<HttpContext>? _ofCallers;

    public StreamSlots(IOptions<ApiOptions> api, IOptions<LimitsOptions> limits)
    {
        int connections = api.Value.MaxConnections;
        _all = new ConcurrencyLimiter(AtMost(connections - (connections / Kept)));
        if (limits.Value.OpenStreams is > 0 and var most)
        {
            var options = AtMost(most);
            _ofCallers = PartitionedRateLimiter.Create<HttpContext, string>(http => RateLimitPartition.GetConcurrencyLimiter(Caller.Of(http), _ => options));
        }
    }

    /// <summary>Whether there is a slot at this moment.</summary>
    public bool HasRoom(HttpContext http) =>
        _all.GetStatistics() is not { CurrentAvailablePermits: 0 } && _ofCallers?.GetStatistics(http) is not { CurrentAvailablePermits: 0 };

    /// <summary>A slot until it is disposed; null when there is none.</summary>
    public IDisposable? Take(HttpContext http)
    {
        var slot = _all.AttemptAcquire();
        if (!slot.IsAcquired || _ofCallers is null)
        {
            return slot.IsAcquired ? slot : null;
        }

        var ofCaller = _ofCallers.AttemptAcquire(http);
        if (ofCaller.IsAcquired)
        {
            return new Both(slot, ofCaller);
        }

        slot.Dispose();
        return null;
    }

    public void Dispose()
    {
        _all.Dispose();
        _ofCallers?.Dispose();
    }

    private static ConcurrencyLimiterOptions AtMost(int streams) => new() { PermitLimit = streams, QueueLimit = 0 };

    private sealed class Both(RateLimitLease one, RateLimitLease other) : IDisposable
    {
        public void Dispose()
        {
            one.Dispose();
            other.Dispose();
        }
    }
}
