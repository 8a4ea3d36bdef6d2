using System.Collections.Concurrent;
using System.Net;
using AspireStreaming.Client;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Client;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Proxies;

/// <summary>nginx with its buffering on, HAProxy and Caddy in front of two Apis, as <c>deploy/</c> configures them.</summary>
[Collection(RestartedSystem.Name)]
public sealed class ProxyTests(RunningSystem system)
{
    public static TheoryData<string> Kinds => ["nginx", "haproxy", "caddy"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EventsAreLiveAndAQuietStreamStaysOpen(string kind)
    {
        await using var proxy = await ProxyServer.StartAsync(kind, system.App.ApiUrls);
        using var client = new JobClient(proxy.Url);
        client.Http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br"); // as browsers do
        var id = await client.StartAsync(Work.Endless.Request);
        using var stream = await client.WatchAsync(id);
        Assert.Empty(stream.Response.Content.Headers.ContentEncoding);

        // The job does not end by itself, so the proxy cannot hold events back until the end.
        var events = await stream.EventsAsync(Work.IsHashing);

        // A heartbeat every 0.3 s, for longer than the 2 s after which the proxy closes a silent connection.
        for (int beats = 0; beats < 12;)
        {
            beats += (await stream.NextAsync())!.Name == EventTypes.Heartbeat ? 1 : 0;
        }

        await client.PostAsync($"/api/jobs/{id}/cancel");
        events.AddRange(await stream.EventsAsync());
        Assert.Equal(0, stream.Torn);
        WholeLog.Check(events);
        WholeLog.Same(events, await system.Apis[1].ReadAsync(id));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ACursorResumesThroughTheProxy(string kind)
    {
        await using var proxy = await ProxyServer.StartAsync(kind, system.App.ApiUrls);
        using var client = new JobClient(proxy.Url);
        client.Http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br"); // a proxy that compressed a long replay would hold events back
        var id = await client.StartAsync(Work.Short.Request);
        var events = await client.ReadAsync(id);
        WholeLog.Check(events);
        for (int seen = 1; seen < events.Count; seen++)
        {
            WholeLog.Same(events.Skip(seen), await client.ReadAsync(id, lastEventId: events[seen - 1].Id));
        }

        using var over = await client.WatchAsync(id, events[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, over.Response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task WatchersOfAKilledApiGoOnAtTheOther(string kind)
    {
        await using var proxy = await ProxyServer.StartAsync(kind, system.App.ApiUrls);
        using var http = new HttpClient();
        var reconnects = new ConcurrentQueue<JobReconnect>();
        var client = new JobStreamClient(http, new JobStreamClientOptions { BaseAddresses = [new Uri(proxy.Url)], Reconnecting = reconnects.Enqueue });
        var job = await client.StartAsync("diagnostics", Work.Long.Request);
        var watches = Enumerable.Range(0, 8).Select(_ => ReadAsync(client, job.JobId)).ToList(); // the proxy spreads them
        using var stream = await system.Apis[1].WatchAsync(job.JobId);
        var events = await stream.EventsAsync(Work.Items(5));

        var dead = system.App.Apis[0];
        await dead.KillAsync();
        try
        {
            events.AddRange(await stream.EventsAsync());
            await Work.CheckAsync(Work.Long, events);
            foreach (var updates in await Task.WhenAll(watches))
            {
                JobStreamClientTests.Same(events, updates);
            }

            Assert.NotEmpty(reconnects);

            // Requests are still served while one Api is dead.
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(events.Count, (await client.SnapshotAsync(job.JobId)).EventCount);
            }
        }
        finally
        {
            await system.App.WaitHealthyAsync(CancellationToken.None);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task StreamsAreToldToReconnectWhileRedisIsAway(string kind)
    {
        await using var proxy = await ProxyServer.StartAsync(kind, system.App.ApiUrls);
        using var client = new JobClient(proxy.Url);
        var id = await client.StartAsync(Work.Short.Request);
        var events = await client.ReadAsync(id);
        await system.App.StopRedisAsync();
        try
        {
            // Longer than several health checks of the proxy.
            for (int i = 0; i < 30; i++)
            {
                using var stream = await client.WatchAsync(id, events[2].Id);
                Assert.Equal(HttpStatusCode.OK, stream.Response.StatusCode);
                Assert.NotNull((await stream.NextAsync())!.Retry);
                await Task.Delay(100);
            }
        }
        finally
        {
            await system.App.StartRedisAsync();
            await system.App.WaitHealthyAsync(CancellationToken.None);
        }

        WholeLog.Same(events.Skip(3), await client.ReadAsync(id, events[2].Id));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task OnlyStreamsAreToldToReconnectWhileNoApiAnswers(string kind)
    {
        var gone = new ScriptedTcpServer();
        await gone.DisposeAsync();
        await using var proxy = await ProxyServer.StartAsync(kind, [gone.Address.ToString(), gone.Address.ToString()]);
        using var client = new JobClient(proxy.Url);

        // HAProxy answers 503 until its first health check.
        for (int left = 100; ; left--)
        {
            using var response = await client.Http.GetAsync(new Uri($"{proxy.Url}/api/jobs/{Guid.NewGuid()}/stream"));
            if (left > 0 && response.StatusCode != HttpStatusCode.OK)
            {
                await Task.Delay(100);
                continue;
            }

            Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            Assert.Equal("retry: 2000\n\n", await response.Content.ReadAsStringAsync());
            break;
        }

        foreach (var (method, path) in new[] { (HttpMethod.Get, "/api/jobs"), (HttpMethod.Post, "/api/pipeline/start"), (HttpMethod.Post, "/api/match-jobs/stream") })
        {
            using var response = await client.Http.SendAsync(new HttpRequestMessage(method, path));
            Assert.InRange((int)response.StatusCode, 500, 599);
        }
    }

    /// <summary>The idle time-out of the proxy is active: without heartbeats the stream ends.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task AStreamWithoutHeartbeatsIsCut(string kind)
    {
        static async Task SilentAsync(TcpExchange e)
        {
            if (e.Head.Contains("/alive", StringComparison.Ordinal))
            {
                await e.AnswerAsync("200 OK");
                return;
            }

            await e.OpenStreamAsync();
            await e.WriteAsync("data: only\n\n");
            await e.ClientLeftAsync();
        }

        await using var api = new ScriptedTcpServer([.. Enumerable.Repeat<Func<TcpExchange, Task>>(SilentAsync, 500)]);
        await using var proxy = await ProxyServer.StartAsync(kind, [api.Address.ToString(), api.Address.ToString()]);
        using var http = new HttpClient();
        using var stream = await SseStream.OpenAsync(http, new HttpRequestMessage(HttpMethod.Get, $"{proxy.Url}/api/jobs/x/stream"));
        Assert.Equal("only", (await stream.NextAsync())!.Data);
        try
        {
            Assert.Null(await stream.NextAsync());
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // Some proxies end the stream, others break the connection.
        }
    }

    private static async Task<List<JobUpdate>> ReadAsync(JobStreamClient client, Guid id)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        var updates = new List<JobUpdate>();
        await foreach (var update in client.WatchAsync(id, cancellationToken: deadline.Token))
        {
            updates.Add(update);
        }

        return updates;
    }
}
