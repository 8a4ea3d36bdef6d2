namespace AspireStreaming.Bench;

/// <summary>A target: this system's figure divided by that of another system, or the figure alone.</summary>
/// <param name="Theirs">The other system, or null.</param>
/// <param name="AtLeast">True: the quotient must be at least the limit; false: at most.</param>
internal sealed record Target(string Figure, string Ours, string? Theirs, double Limit, bool AtLeast)
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("sustained, p99 <= 100 ms", "aspire-memory", "nchan-1w", 20, true),
        new("sustained, p99 <= 100 ms", "aspire-memory", "fastapi", 100, true),
        new("burst, 32 in flight", "aspire-memory", "nchan-2w", 4.5, true),
        new("CPU at 100 events/s", "aspire-memory", "nchan-1w", 1.05, false),
        new("1,000 jobs x 1 watcher", "aspire-memory", "nchan-1w", 1.05, true),
        new("1,000 jobs x 1 watcher", "aspire-redis", "nchan-redis", 5, true),
        new("replay of 10,000 events, one joiner", "aspire-memory", "nchan-1w", 0.1, false),
        new("replay of 10,000 events, 100 joiners", "aspire-memory", "nchan-1w", 25, true),
        new("one watcher, p50", "aspire-embedded", "nchan-1w", 1.4, false),
        new("one watcher, p50", "aspire-redis", "nchan-redis", 0.9, false),
        new("one watcher, p99", "aspire-redis", "nchan-redis", 0.9, false),
        new("one watcher, p50", "aspire-redis", "redis", 4, false),
        new("end to end, published", "aspire-redis-2n", null, 9_900, true),
        new("sustained, p99 <= 100 ms", "aspire-redis", "signalr-redis", 10, true),
        new("CPU at 100 events/s", "aspire-redis", "signalr-redis", 0.5, false),
        new("jobs started and finished", "aspire-jobs", "bullmq", 1, true),
        new("burst, 32 in flight", "aspire-memory-otel", "aspire-memory", 0.97, true),
        new("burst, 32 in flight", "aspire-redis-otel", "aspire-redis", 0.97, true),
        new("burst, 32 in flight", "aspire-redis-jwt", "aspire-redis", 0.97, true),
        new("CPU at 100 events/s", "aspire-redis-jwt", "aspire-redis", 1.03, false),
        new("CPU at 100 events/s", "aspire-memory-otel", "aspire-memory", 1.03, false),
        new("CPU at 100 events/s", "aspire-redis-otel", "aspire-redis", 1.03, false),
        new("memory per idle watcher", "aspire-memory", null, 11, false),
        new("CPU of 10,000 idle watchers", "aspire-memory", null, 5, false),
    ];
}
