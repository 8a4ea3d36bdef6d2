using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Slow or hostile clients: their cost is bounded, and other clients are not affected.</summary>
[Collection(ApisAlone.Name)]
public sealed class HostileWatcherTests(ApisAlone system)
{
    private const int SmallReceiveBuffer = 4096;

    private JobClient Api => system.Apis[0];

    [Fact]
    public async Task WatchersThatNeverReadAreDisconnectedAndUseLittleMemory()
    {
        const int Watchers = 200;
        var job = await LargeJobAsync();
        using var honest = await Api.WatchAsync(job.Id);
        var events = await honest.EventsAsync(e => e.Id == job.Last.ToString());
        long before = system.Memory();
        long most = before;

        var idle = new List<RawStream>();
        try
        {
            for (int i = 0; i < Watchers; i++)
            {
                var stream = await RawStream.SendAsync(new Uri(system.App.ApiUrls[0] + $"/api/jobs/{job.Id}/stream"), receiveBuffer: SmallReceiveBuffer);
                idle.Add(stream);
                Assert.Equal(200, await stream.StatusAsync());
                most = Math.Max(most, system.Memory());
            }

            await Logs.EventuallyAsync(async () => await system.WatchersAsync() > Watchers / 2, "the readers are not known");
            await Logs.EventuallyAsync(
                async () =>
                {
                    most = Math.Max(most, system.Memory());
                    return await system.WatchersAsync() == 1;
                },
                "streams that nobody reads are kept open");
        }
        finally
        {
            idle.ForEach(stream => stream.Dispose());
        }

        Assert.True(most - before < Watchers * 1_000_000L, $"{(most - before) / Watchers} bytes for each of them, of a log of {job.Log.Sum(e => e.Data.Length)}");
        await job.AppendAsync(system.Store, job.Done());
        events.AddRange(await honest.EventsAsync());
        WholeLog.Check(events);
    }

    [Fact]
    public async Task AReaderThatIsDisconnectedForNotReadingResumesAtItsCursor()
    {
        var job = await LargeJobAsync();
        await job.AppendAsync(system.Store, job.Done());
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectSmallAsync }) { BaseAddress = Api.Http.BaseAddress };
        var events = new List<SseFrame>();
        using (var stream = await SseStream.OpenAsync(http, new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{job.Id}/stream")))
        {
            while (events.Count < 3)
            {
                events.Add((await stream.NextAsync())!);
            }

            await Logs.EventuallyAsync(async () => await system.WatchersAsync() == 1, "the reader is not known");
            await Logs.EventuallyAsync(async () => await system.WatchersAsync() == 0, "a reader that stands still is waited for");
            try
            {
                while (await stream.NextAsync() is { } frame)
                {
                    events.Add(frame);
                }
            }
            catch (IOException)
            {
                // The connection breaks instead of ending: a browser reconnects.
            }
        }

        events.RemoveAll(e => e.Id is null);
        Assert.InRange(events.Count, 1, job.Log.Count - 1);
        events.AddRange(await Api.ReadAsync(job.Id, events[^1].Id));
        WholeLog.Check(events);
    }

    [Fact]
    public async Task UnknownCursorsGetTheStateAndDontReadTheLogEach()
    {
        const int Tries = 2000;
        var job = await TestJob.StartAsync(system.Store);
        for (int i = 0; i < 20; i++)
        {
            await job.AppendAsync(system.Store, job.Next([.. Enumerable.Range(0, 100).Select(k => new MetricUpdateEvent("m", k))]));
        }

        var honest = Api.ReadAsync(job.Id);
        long log = job.Log.Sum(e => (long)e.Data.Length);
        long before = await SentAsync();
        await Parallel.ForAsync(0, Tries, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            using var stream = await Api.WatchAsync(job.Id, $"{1 + (i % 5)}-{5000 + i}");
            var reset = (await stream.EventsAsync(e => e.Name == EventTypes.Reset))[^1];
            Assert.Equal(job.Last.ToString(), reset.Id);
        });
        long each = (await SentAsync() - before) / Tries;

        Assert.True(each < log / 20, $"Redis sent {each} bytes for each, of a log of {log}");
        await job.AppendAsync(system.Store, job.Done());
        WholeLog.Check(await honest);
    }

    [Theory]
    [InlineData("one header of 64 KiB", 431)]
    [InlineData("a thousand headers", 431)]
    [InlineData("a query of 64 KiB", 414)]
    [InlineData("a cursor of 8 KiB", 400)]
    [InlineData("more jobs than fit", 400)]
    [InlineData("seven thousand empty parameters", 400)]
    public async Task FloodsAreRefusedAndOthersAreServed(string flood, int expected)
    {
        var job = await TestJob.StartAsync(system.Store);
        var honest = Api.ReadAsync(job.Id);
        string path = $"/api/jobs/{job.Id}/stream";
        (string url, string headers) = flood switch
        {
            "one header of 64 KiB" => (path, $"X-Long: {new string('x', 65_536)}\r\n"),
            "a thousand headers" => (path, string.Concat(Enumerable.Range(0, 1000).Select(i => $"X-{i}: y\r\n"))),
            "a query of 64 KiB" => ($"{path}?last_event_id={new string('1', 65_536)}", ""),
            "a cursor of 8 KiB" => (path, $"Last-Event-ID: {new string('9', 8192)}\r\n"),
            "more jobs than fit" => ("/api/streams?" + string.Join('&', Enumerable.Range(0, 150).Select(_ => $"job={Guid.NewGuid()}")), ""),
            _ => ("/api/streams?" + new string('&', 7000), ""),
        };
        for (int i = 0; i < 50; i++)
        {
            using var stream = await RawStream.SendAsync(new Uri(system.App.ApiUrls[0] + url), headers);
            // A request that is refused before it is fully sent may appear as a broken connection.
            Assert.Contains(await stream.StatusAsync(), expected >= 414 ? [expected, 0] : new[] { expected });
        }

        await job.AppendAsync(system.Store, job.Done());
        WholeLog.Check(await honest);
    }

    /// <summary>16 MiB of events: more than the window, the pipes and the kernel take.</summary>
    private async Task<TestJob> LargeJobAsync()
    {
        var job = await TestJob.StartAsync(system.Store);
        for (int i = 0; i < 32; i++)
        {
            await job.AppendAsync(system.Store, job.Next([.. Enumerable.Range(0, 64).Select(k => new TokenEvent("t", new string('x', 8192), 0))]));
        }

        return job;
    }

    private static async ValueTask<Stream> ConnectSmallAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = SmallReceiveBuffer };
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task<long> SentAsync()
    {
        string stats = await system.RedisAsync("INFO", "stats");
        string line = stats.Split('\n').First(l => l.StartsWith("total_net_output_bytes:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(line.IndexOf(':') + 1).Trim(), CultureInfo.InvariantCulture);
    }
}
