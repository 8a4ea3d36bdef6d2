using System.Collections.Concurrent;
using System.Text;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Pipelines.Diagnostics;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Requests to the diagnostics pipeline, and their expected results.</summary>
internal static class Work
{
    /// <summary>Long enough for a test to act before the end, even on a fast machine. It leaves three quarters of the processor to the other tests.</summary>
    public static readonly DiagnosticsWork Long = new(Items: 40, Rounds: 25_000, SealRounds: 62_500, Share: 25);

    /// <summary>Ends at once.</summary>
    public static readonly DiagnosticsWork Short = new(Items: 3, Rounds: 100, SealRounds: 20_000);

    /// <summary>Only a cancel ends it. It leaves the processor to the other tests.</summary>
    public static readonly DiagnosticsWork Endless = new(Items: 2, Rounds: 100_000_000_000, SealRounds: 1, Parallel: 1, Share: 5);

    /// <summary>The expected outcomes so far: many tests have the same work.</summary>
    private static readonly ConcurrentDictionary<DiagnosticsWork, Lazy<Task<Outcome>>> Outcomes = new();

    public static bool IsItem(SseFrame e) =>
        e.Name == EventTypes.Result && e.Json.GetProperty("key").GetString()!.StartsWith("item-", StringComparison.Ordinal);

    public static Func<SseFrame, bool> Items(int count) => e => IsItem(e) && --count == 0;

    /// <summary>The item that a result or metric belongs to, or null.</summary>
    public static string? ItemOf(SseFrame e) => e.Name switch
    {
        EventTypes.Result => e.Json.GetProperty("key").GetString(),
        EventTypes.MetricUpdate => e.Json.GetProperty("name").GetString()!.Replace("_ms", "", StringComparison.Ordinal),
        _ => null,
    };

    /// <summary>Whether the event shows that the hashing step has started.</summary>
    public static bool IsHashing(SseFrame e) => e.Name == EventTypes.StepProgress && e.Data.Contains("\"hashing\"", StringComparison.Ordinal);

    /// <summary>Checks that every item was done and shown once, and that the outcome equals the result of the same work in this process.</summary>
    public static async Task CheckAsync(DiagnosticsWork work, IReadOnlyList<SseFrame> events)
    {
        WholeLog.Check(events);
        Assert.Equal("completed", WholeLog.Status(events));
        var expected = await Outcomes.GetOrAdd(work, static w => new Lazy<Task<Outcome>>(() => ComputeAsync(w))).Value;
        Assert.Equal(expected.Items, events.Where(IsItem).Select(e => (e.Json.GetProperty("key").GetString()!, Digest(e))).Order());
        Assert.Equal(expected.Seal, Digest(events.Last(e => e.Name == EventTypes.Result)));
    }

    private static async Task<Outcome> ComputeAsync(DiagnosticsWork work)
    {
        var digests = new byte[work.Items][];
        await Parallel.ForAsync(0, work.Items, async (i, cancellation) =>
            digests[i] = await HashChain.RunAsync(Encoding.ASCII.GetBytes($"item-{i}"), work.Rounds, 100, null, cancellation));
        byte[] seal = await HashChain.RunAsync([.. digests.SelectMany(d => d)], work.SealRounds, 100, null, CancellationToken.None);
        return new Outcome(
            [.. digests.Select((digest, i) => ($"item-{i}", Convert.ToHexStringLower(digest))).Order()], Convert.ToHexStringLower(seal));
    }

    private static string Digest(SseFrame result) => result.Json.GetProperty("data").GetProperty("digest").GetString()!;

    /// <summary>The digest of each item, in the order of their keys, and of all of them.</summary>
    private sealed record Outcome(IReadOnlyList<(string Key, string Digest)> Items, string Seal);
}

/// <summary>A request of the pipeline.</summary>
internal sealed record DiagnosticsWork(int Items, long Rounds, long SealRounds, int Parallel = 2, int Share = 100)
{
    public object Request => new { items = Items, rounds = Rounds, parallel = Parallel, seal_rounds = SealRounds, share = Share };
}
