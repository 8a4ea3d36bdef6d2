using System.Net;
using System.Text;
using AspireStreaming.Client;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Client;

/// <summary>The connection of a watch: cuts, silent servers, redirects, refusals.</summary>
public sealed class JobWatchTests : WatchScene
{
    [Fact]
    public async Task TheWholeLogIsTypedAndUnknownEventsAreUnchanged()
    {
        await using var server = new ScriptedTcpServer(ServeAsync);
        var updates = await WatchAsync(server);
        CheckWhole(updates);
        Assert.Equal("Zoë says 你好", Assert.IsType<InsightEmittedEvent>(Event(updates[2]).Payload).Message);
        Assert.Equal(["i"], Assert.IsType<JobAttemptReset>(updates[4]).Reset.Drop["insights"]);
        Assert.Null(Event(updates[6]).Payload);
        Assert.Equal("hologram", Event(updates[6]).Type);
        Assert.Contains("\"depth\":3", Encoding.UTF8.GetString(Event(updates[6]).Event.Data.Span), StringComparison.Ordinal);
        Assert.Equal(JobStatus.Completed, Assert.IsType<DoneEvent>(Event(updates[^1]).Payload).Status);
        Assert.Null(server.Exchanges.Single().Header("Last-Event-ID"));
        Assert.Equal("text/event-stream", server.Exchanges.Single().Header("Accept"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AWatchContinuesAfterACutAtAnyByte(bool broken)
    {
        byte[] all = Encoding.UTF8.GetBytes(Log.Frames());
        for (int cut = 0; cut < all.Length; cut += 23)
        {
            await using var server = new ScriptedTcpServer(
                async e =>
                {
                    await e.OpenStreamAsync();
                    await e.WriteAsync(all.AsMemory(0, cut));
                    if (broken)
                    {
                        e.Break();
                    }
                },
                ServeAsync);
            CheckWhole(await WatchAsync(server));
            int whole = Encoding.UTF8.GetString(all, 0, cut).Split("\n\n").Length - 1;
            Assert.Equal(2, server.Exchanges.Count);

            // A broken connection may lose bytes that were received and not read yet; an ended connection may not.
            string? resumed = server.Exchanges[1].Header("Last-Event-ID");
            long seen = resumed is null ? 0 : EventId.Parse(resumed).Seq;
            Assert.InRange(seen, broken ? 0 : whole, whole);
        }
    }

    [Fact]
    public async Task FramesAreReadFromSingleBytes()
    {
        await using var server = new ScriptedTcpServer(async e =>
        {
            await e.OpenStreamAsync();
            foreach (byte b in Encoding.UTF8.GetBytes(Log.Frames()))
            {
                await e.WriteAsync(new[] { b });
                await Task.Yield();
            }
        });
        CheckWhole(await WatchAsync(server));
        Assert.Single(server.Exchanges);
    }

    [Fact]
    public async Task ALineThatNeverEndsEndsTheConnection()
    {
        long written = 0;
        async Task NeverEndAsync(TcpExchange e)
        {
            await e.OpenStreamAsync();
            await e.WriteAsync("data: ");
            for (byte[] more = Encoding.ASCII.GetBytes(new string('x', 4096)); ; Interlocked.Add(ref written, more.Length))
            {
                await e.WriteAsync(more);
            }
        }

        await using var good = new ScriptedTcpServer(NeverEndAsync, ServeAsync);
        CheckWhole(await WatchAsync(good, Quick(maxFrameBytes: 100_000)));

        await using var bad = new ScriptedTcpServer(NeverEndAsync, NeverEndAsync, NeverEndAsync);
        var error = await Assert.ThrowsAsync<LogIntegrityException>(() => WatchAsync(bad, Quick(maxFrameBytes: 100_000)));
        Assert.Contains("100000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerThatIsNoStreamIsTriedAgain()
    {
        await using var server = new ScriptedTcpServer(
            e => e.AnswerAsync("502 Bad Gateway", "<html>nginx</html>", "text/html"),
            e => e.AnswerAsync("503 Service Unavailable", "{}", headers: "Retry-After: 0\r\n"),
            e => e.AnswerAsync("200 OK", "<html>Please log in</html>", "text/html"),
            e => e.AnswerAsync("429 Too Many Requests"),
            e => e.WriteAsync("HTTP/1.1 200 OK\r\nContent-Ty"),
            e => e.WriteAsync("\0\0\0SSH-2.0-OpenSSH\r\n\r\n"),
            ServeAsync);
        CheckWhole(await WatchAsync(server));
        Assert.Equal(7, server.Exchanges.Count);
    }

    [Fact]
    public async Task ARedirectIsFollowedWithTheCursor()
    {
        await using var target = new ScriptedTcpServer(ServeAsync);
        await using var server = new ScriptedTcpServer(
            e => ServeAsync(e, Log.Frames(count: 3)),
            e => e.AnswerAsync("307 Temporary Redirect", headers: $"Location: {target.Address}elsewhere\r\n"));
        CheckWhole(await WatchAsync(server));
        Assert.Equal("1-3", target.Exchanges.Single().Header("Last-Event-ID"));

        Task AroundAsync(TcpExchange e) => e.AnswerAsync("307 Temporary Redirect", headers: "Location: /around\r\n");
        await using var circle = new ScriptedTcpServer([.. Enumerable.Repeat<Func<TcpExchange, Task>>(AroundAsync, 60)]);
        var error = await Assert.ThrowsAsync<JobApiException>(() => WatchAsync(circle));
        Assert.Equal(HttpStatusCode.TemporaryRedirect, error.StatusCode);
    }

    [Theory]
    [InlineData("404 Not Found", HttpStatusCode.NotFound)]
    [InlineData("410 Gone", HttpStatusCode.Gone)]
    [InlineData("401 Unauthorized", HttpStatusCode.Unauthorized)]
    public async Task ARefusalEndsTheWatch(string status, HttpStatusCode code)
    {
        await using var server = new ScriptedTcpServer(
            e => ServeAsync(e, Log.Frames(count: 3)),
            e => e.AnswerAsync(status, """{"title":"T","detail":"Job … has expired.","errors":{"job_id":["is not the id of a job"]}}""", "application/problem+json"));
        var seen = new List<JobUpdate>();
        var error = await Assert.ThrowsAsync<JobApiException>(() => WatchAsync(server, seen: seen));
        Assert.Equal((code, "job_id", "Job … has expired.", false), (error.StatusCode, error.Field, error.Message, error.IsTransient));
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task TheWatchLeavesASilentServerForTheNext()
    {
        Task SilentAsync(TcpExchange e) => e.ClientLeftAsync();
        async Task SilentAfterHeadAsync(TcpExchange e)
        {
            await ServeAsync(e, Log.Frames(count: 2));
            await e.ClientLeftAsync();
        }

        // Bytes at intervals, but never a frame: comments as from a proxy, and a line without an end.
        async Task DripAsync(TcpExchange e)
        {
            await ServeAsync(e, Log.Frames(e.Header("Last-Event-ID"), 2) + ": still here\n\ndata: ");
            while (true)
            {
                await e.WriteAsync("x");
                await Task.Delay(20);
            }
        }

        await using var first = new ScriptedTcpServer(SilentAsync, DripAsync);
        await using var second = new ScriptedTcpServer(SilentAfterHeadAsync, ServeAsync);
        CheckWhole(await WatchAsync([first.Address, second.Address], Quick(silence: TimeSpan.FromMilliseconds(400))));
        Assert.Equal([null, "1-2"], first.Exchanges.Select(e => e.Header("Last-Event-ID")));
        Assert.Equal([null, "1-4"], second.Exchanges.Select(e => e.Header("Last-Event-ID")));
    }

    [Fact]
    public async Task ASlowConsumerIsNoSilentServer()
    {
        var time = new ManualTimeProvider();
        var more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedTcpServer(async e =>
        {
            await ServeAsync(e, Log.Frames(count: 1));
            await more.Task;
            await e.WriteAsync(Log.Frames("0-1"));
        });
        var updates = new List<JobUpdate>();
        await foreach (var update in new JobStreamClient(Http, new JobStreamClientOptions { BaseAddresses = [server.Address] }, time).WatchAsync(Log.JobId))
        {
            updates.Add(update);
            time.Advance(TimeSpan.FromHours(1));
            more.TrySetResult();
        }

        CheckWhole(updates);
        Assert.Single(server.Exchanges);
    }

    [Fact]
    public async Task NoContentEndsTheWatchOnlyAfterTheLastEvent()
    {
        await using var server = new ScriptedTcpServer(e => e.AnswerAsync("204 No Content"));
        Assert.Empty(await WatchAsync(server, cursor: new JobCursor(Log.Events[^1].Id)));

        Task OverAsync(TcpExchange e) => e.AnswerAsync("204 No Content");
        await using var liar = new ScriptedTcpServer(e => ServeAsync(e, Log.Frames(count: 3)), OverAsync, OverAsync, OverAsync);
        await Assert.ThrowsAsync<LogIntegrityException>(() => WatchAsync(liar));
    }

    [Fact]
    public async Task TheWatchWaitsForTheRetryDelayOfTheServer()
    {
        await using var server = new ScriptedTcpServer(
            e => ServeAsync(e, "retry: 250\n\n" + Log.Frames(count: 3)),
            async e =>
            {
                await e.OpenStreamAsync();
                await e.WriteAsync("retry: 300\n\n"); // and no event, because its Redis is away
            },
            e => e.WriteAsync("HTTP/1.1 200 OK\r\nContent-Ty"),
            e => e.AnswerAsync("503 Service Unavailable", headers: "Retry-After: 1\r\n"),
            ServeAsync);
        var waits = new List<JobReconnect>();
        CheckWhole(await WatchAsync(server, Quick(reconnecting: waits.Add)));
        Assert.Equal([250, 300, 300, 1000], waits.Select(w => w.Delay.TotalMilliseconds));
        Assert.Equal([1, 2, 3, 4], waits.Select(w => w.Failures));
        Assert.All(waits, w => Assert.Equal("1-3", w.Cursor.Id.ToString()));
        Assert.Null(waits[0].Cause);
        Assert.Null(waits[1].Cause);
        Assert.IsType<HttpRequestException>(waits[2].Cause);
        Assert.IsType<JobApiException>(waits[3].Cause);
    }

    [Fact]
    public async Task TheWatchGivesUpWhenNoServerAnswersForTooLong()
    {
        await using var server = new ScriptedTcpServer(e => ServeAsync(e, Log.Frames(count: 3)));
        var address = server.Address;
        var seen = new List<JobUpdate>();
        var error = await Assert.ThrowsAsync<JobApiException>(() => WatchAsync(
            [address], Quick(giveUp: TimeSpan.FromMilliseconds(300), reconnecting: _ => server.DisposeAsync().AsTask().Wait()), seen: seen));
        Assert.Null(error.StatusCode);
        Assert.Contains(address.Authority, error.Message, StringComparison.Ordinal);
        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task LeavingTheLoopOrCancelingEndsTheConnection()
    {
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task ServeSomeAsync(TcpExchange e)
        {
            await ServeAsync(e, Log.Frames(count: 2));
            await e.ClientLeftAsync();
            left.TrySetResult();
        }

        await using var server = new ScriptedTcpServer(ServeSomeAsync, ServeSomeAsync);
        var client = new JobStreamClient(Http, Quick(server.Address));
        await foreach (var _ in client.WatchAsync(Log.JobId))
        {
            break;
        }

        await left.Task.WaitAsync(TimeSpan.FromMinutes(1));

        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in client.WatchAsync(Log.JobId, cancellationToken: stop.Token))
            {
                if (((JobLogEvent)update).Id.Seq == 2)
                {
                    stop.CancelAfter(50);
                }
            }
        });
        Assert.Equal(2, server.Exchanges.Count);
    }
}
