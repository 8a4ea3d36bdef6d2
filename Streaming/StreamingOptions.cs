using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Streaming;

/// <summary>Configuration section <c>Streaming</c>.</summary>
public sealed class StreamingOptions
{
    public const string Section = "Streaming";

    /// <summary>Put before every key, so that several systems can share one Redis. Empty by default.</summary>
    [RegularExpression("^[A-Za-z0-9:_-]{0,64}$")]
    public string KeyPrefix { get; set; } = "";

    /// <summary>How long an ended job is kept. 1 second to 365 days; 24 hours by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>A running job's log is never trimmed, so it is bounded. 100 to 10,000,000; 100,000 by default.</summary>
    [Range(100, 10_000_000)]
    public int MaxEventsPerJob { get; set; } = 100_000;

    /// <summary>A claim that was not renewed for this long goes to another worker. 500 ms to 1 hour; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Over how many streams the queue is spread, so that a cluster of Redis shares its work. Callers take turns, and their jobs keep their order, within
    /// each stream. May change at any time: what waits in a stream that is not configured any more is still claimed. 1 to 256; 1 by default.
    /// </summary>
    [Range(1, 256)]
    public int QueueShards { get; set; } = 1;

    /// <summary>
    /// How many replicas of Redis must have the start of a job, a finished part of it (its checkpoint) and its end, before these count as done. With fewer, the
    /// write is tried again, and a start is refused after <see cref="StoreTimeout"/>. 0 to 10; 0 by default: the master alone.
    /// </summary>
    [Range(0, 10)]
    public int ReplicasToWait { get; set; }

    /// <summary>Workers lost in a row without progress before a job fails as poison. 1 to 100; 3 by default.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>How long one call to the store may take. 100 ms to 1 minute; 3 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>A tail without a message for this long reads the log. 100 ms to 10 minutes; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan QuietPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether inputs, events, checkpoints and results are encrypted in Redis. The same in all processes. Off by default. Data that was stored
    /// before is still read after it is turned on; turn it off only when no encrypted job is kept any more.
    /// </summary>
    public bool Encrypt { get; set; }

    /// <summary>
    /// A directory that all processes share, for the keys of <see cref="Encrypt"/> and of capabilities. Empty by default: the keys are in Redis, which protects
    /// single keys and dumps of them, but not against a reader of the whole Redis.
    /// </summary>
    public string KeyRing { get; set; } = "";
}
