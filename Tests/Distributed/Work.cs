using System.Text;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Pipelines.Diagnostics;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Requests to the diagnostics pipeline, and their expected results.</summary>
internal static class Work
{
    /// <summary>Long enough for a test to act before the end, even on a fast machine.</summary>
    public static readonly DiagnosticsWork Long = new(Items: 40, Rounds: 200_000, SealRounds: 500_000);

    /// <summary>Ends at once.</summary>
    public static readonly DiagnosticsWork Short = new(Items: 3, Rounds: 100, SealRounds: 20_000);

    /// <summary>Only a cancel ends it.</summary>
    public static readonly DiagnosticsWork Endless = new(Items: 2, Rounds: 1_000_000_000_000, SealRounds: 1);

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
        var digests = new byte[work.Items][];
        await Parallel.ForAsync(0, work.Items, async (i, cancellation) =>
            digests[i] = await HashChain.RunAsync(Encoding.ASCII.GetBytes($"item-{i}"), work.Rounds, null, cancellation));
        Assert.Equal(
            digests.Select((digest, i) => ($"item-{i}", Convert.ToHexStringLower(digest))).Order(),
            events.Where(IsItem).Select(e => (e.Json.GetProperty("key").GetString()!, Digest(e))).Order());

        byte[] seal = await HashChain.RunAsync([.. digests.SelectMany(d => d)], work.SealRounds, null, CancellationToken.None);
        Assert.Equal(Convert.ToHexStringLower(seal), Digest(events.Last(e => e.Name == EventTypes.Result)));
    }

    private static string Digest(SseFrame result) => result.Json.GetProperty("data").GetProperty("digest").GetString()!;
}

/// <summary>A request of the pipeline.</summary>
internal sealed record DiagnosticsWork(int Items, long Rounds, long SealRounds)
{
    public object Request => new { items = Items, rounds = Rounds, parallel = 2, seal_rounds = SealRounds };
}
