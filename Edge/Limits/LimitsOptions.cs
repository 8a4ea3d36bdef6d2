using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Edge.Limits;

/// <summary>
/// Configuration section <c>Limits</c>. A caller is the subject and tenant of an authenticated request, or else the client's address. Behind a proxy all
/// anonymous clients have the proxy's address. Zero is no limit.
/// </summary>
public sealed class LimitsOptions
{
    public const string Section = "Limits";

    /// <summary>The most jobs that a caller may start within a minute, at all Apis together. 0 to 1,000,000; 0, no limit, by default.</summary>
    [Range(0, 1_000_000)]
    public int StartsPerMinute { get; set; }

    /// <summary>
    /// The most jobs of a caller that have not ended. All anonymous callers are one here, as they are in the queue. 0 to 1,000,000; 0, no limit, by
    /// default.
    /// </summary>
    [Range(0, 1_000_000)]
    public int ActiveJobs { get; set; }

    /// <summary>
    /// The most streams of a caller that are open at one Api. A client over the limit is told to come back, because a refusal would end a
    /// browser's stream for good. 0 to 1,000,000; 0, no limit, by default.
    /// </summary>
    [Range(0, 1_000_000)]
    public int OpenStreams { get; set; }

    /// <summary>The most bytes of request bodies that a caller may send within a minute, to all Apis together. 0 to 1 TiB; 0, no limit, by default.</summary>
    [Range(0L, 1L << 40)]
    public long UploadBytesPerMinute { get; set; }

    /// <summary>
    /// The most requests that one Api serves at a time, apart from open streams and from <c>/ops</c>, <c>/alive</c> and <c>/health</c>: these are
    /// reachable when all others get 503. 1 to 1,000,000; 4,000 by default.
    /// </summary>
    [Range(1, 1_000_000)]
    public int Requests { get; set; } = 4_000;
}
