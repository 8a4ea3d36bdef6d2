using AspireStreaming.Client;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Client;

/// <summary>A watch hands out each event once and whole, or reports what is wrong.</summary>
public sealed class JobIntegrityTests : WatchScene
{
    [Fact]
    public async Task DuplicateEventsAreHandedOutOnce()
    {
        await using var server = new ScriptedTcpServer(async e =>
        {
            await e.OpenStreamAsync();
            for (int seen = 1; seen < Log.Events.Count; seen++)
            {
                await e.WriteAsync(Log.Frames(count: seen));
            }

            await e.WriteAsync(Log.Frames());
        });
        CheckWhole(await WatchAsync(server));
        Assert.Single(server.Exchanges);
    }

    [Fact]
    public async Task MissingEventsAreRequestedAgain()
    {
        await using var server = new ScriptedTcpServer(ServeWithHoleAsync, ServeAsync);
        CheckWhole(await WatchAsync(server));
        Assert.Equal([null, "1-2"], server.Exchanges.Select(e => e.Header("Last-Event-ID")));
    }

    [Fact]
    public async Task AHoleThatStaysIsAnIntegrityError()
    {
        await using var server = new ScriptedTcpServer(ServeWithHoleAsync, ServeWithHoleAsync, ServeWithHoleAsync);
        var seen = new List<JobUpdate>();
        var error = await Assert.ThrowsAsync<LogIntegrityException>(() => WatchAsync(server, seen: seen));
        Assert.Equal((Log.JobId, "1-2"), (error.JobId, error.Cursor.Id.ToString()));
        Assert.Contains("1-4 can't follow", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, seen.Count);
        Assert.Equal(3, server.Exchanges.Count);
    }

    [Fact]
    public async Task AnAlteredByteIsDetectedAtTheEnd()
    {
        await using var server = new ScriptedTcpServer(async e =>
        {
            await e.OpenStreamAsync();
            await e.WriteAsync(Log.Frames().Replace("Zoë", "Zoe", StringComparison.Ordinal));
        });
        var seen = new List<JobUpdate>();
        var error = await Assert.ThrowsAsync<LogIntegrityException>(() => WatchAsync(server, seen: seen));
        Assert.Contains("digest", error.Message, StringComparison.Ordinal);
        Assert.Equal(Log.Events.Count - 1, seen.Count);
        Assert.Single(server.Exchanges);
    }

    [Theory]
    [InlineData("\"event_count\":9", "\"event_count\":8")]
    [InlineData("\"event_count\":9", "\"event_count\":null")]
    [InlineData("\"digest\":\"", "\"digest\":\"0")]
    public async Task AnEndThatDoesNotFitTheLogIsAnIntegrityError(string right, string wrong)
    {
        await using var server = new ScriptedTcpServer(async e =>
        {
            await e.OpenStreamAsync();
            Assert.Contains(right, Log.Frames(), StringComparison.Ordinal);
            await e.WriteAsync(Log.Frames().Replace(right, wrong, StringComparison.Ordinal));
        });
        await Assert.ThrowsAsync<LogIntegrityException>(() => WatchAsync(server));
        Assert.Single(server.Exchanges);
    }

    [Fact]
    public async Task AnotherJobsEventsAreRefused()
    {
        var other = new SampleLog();
        Task ServeOtherAsync(TcpExchange e) => ServeAsync(e, other.Frames());
        await using var server = new ScriptedTcpServer(ServeOtherAsync, ServeOtherAsync, ServeOtherAsync);
        var seen = new List<JobUpdate>();
        await Assert.ThrowsAsync<LogIntegrityException>(() => WatchAsync(server, seen: seen));
        Assert.Empty(seen);
    }

    [Fact]
    public async Task AResetIsHandedOutAndTheDigestIsVerifiedFromThereOn()
    {
        await using var server = new ScriptedTcpServer(
            e => ServeAsync(e, Log.Frames(count: 3)),
            e => ServeAsync(e, Log.Reset(5) + Log.Frames("2-5")));
        var updates = await WatchAsync(server);
        Assert.Equal(5, Assert.IsType<JobReset>(updates[3]).Snapshot.EventCount);
        Assert.Equal([1, 2, 3, 6, 7, 8, 9], updates.OfType<JobLogEvent>().Select(u => u.Id.Seq));

        await using var wrong = new ScriptedTcpServer(e => ServeAsync(e, Log.Reset(5) + Log.Frames("2-5").Replace("\"depth\":3", "\"depth\":4", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<LogIntegrityException>(() => WatchAsync(wrong));
    }

    [Fact]
    public async Task AResetToTheEndOfTheLogEndsTheWatch()
    {
        await using var server = new ScriptedTcpServer(e => ServeAsync(e, Log.Reset(Log.Events.Count)));
        var reset = Assert.IsType<JobReset>(Assert.Single(await WatchAsync(server)));
        Assert.Equal(JobStatus.Completed, reset.Snapshot.Status);
        Assert.Single(server.Exchanges);
    }

    [Fact]
    public async Task AKeptCursorResumesAndTheDigestIsStillVerified()
    {
        await using var first = new ScriptedTcpServer(ServeAsync);
        string kept = (await WatchAsync(first))[3].Cursor.ToString();
        Assert.StartsWith("1-4:", kept, StringComparison.Ordinal);

        await using var second = new ScriptedTcpServer(ServeAsync);
        var rest = await WatchAsync(second, cursor: JobCursor.Parse(kept));
        Assert.Equal("1-4", second.Exchanges.Single().Header("Last-Event-ID"));
        Assert.Equal(Log.Events.Skip(4).Select(e => e.Id), rest.Cast<JobLogEvent>().Select(u => u.Id));

        string forged = kept[..^1] + (kept[^1] == '0' ? '1' : '0');
        await using var third = new ScriptedTcpServer(ServeAsync);
        await Assert.ThrowsAsync<LogIntegrityException>(() => WatchAsync(third, cursor: JobCursor.Parse(forged)));

        // A cursor without a digest: only the events are counted.
        await using var fourth = new ScriptedTcpServer(ServeAsync);
        Assert.Equal(5, (await WatchAsync(fourth, cursor: JobCursor.Parse("1-4"))).Count);
    }

    private Task ServeWithHoleAsync(TcpExchange e) => ServeAsync(e, Log.Frames(count: 2) + Log.Frames("1-3"));
}
