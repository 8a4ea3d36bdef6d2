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
public sealed class ProxyTests(RunningSystem system) : IAsyncLifetime
{
    /// <summary>The first start of an Api compiles code: on a busy machine that takes longer than the 2 s that a proxy waits here.</summary>
    public async Task InitializeAsync()
    {
        foreach (var api in system.Apis)
        {
            await api.StartAsync(Work.Short.Request);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task EventsAreLiveAndAQuietStreamStaysOpen()
    {
        await using var proxies = await ProxyServers.StartAsync(system.App.ApiUrls);
        await proxies.EachAsync(async url =>
        {
            using var client = AsBrowser(url);
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
        });
    }

    [Fact]
    public async Task ACursorResumesThroughTheProxy()
    {
        await using var proxies = await ProxyServers.StartAsync(system.App.ApiUrls);
        await proxies.EachAsync(async url =>
        {
            using var client = AsBrowser(url);
            var id = await client.StartAsync(Work.Short.Request);
            var events = await client.ReadAsync(id);
            WholeLog.Check(events);
            for (int seen = 1; seen < events.Count; seen++)
            {
                WholeLog.Same(events.Skip(seen), await client.ReadAsync(id, lastEventId: events[seen - 1].Id));
            }

            using var over = await client.WatchAsync(id, events[^1].Id);
            Assert.Equal(HttpStatusCode.NoContent, over.Response.StatusCode);
        });
    }

    [Fact]
    public async Task WatchersOfAKilledApiGoOnAtTheOther()
    {
        await using var proxies = await ProxyServers.StartAsync(system.App.ApiUrls);
        using var http = new HttpClient();
        var id = await system.Apis[1].StartAsync(Work.Long.Request);
        using var stream = await system.Apis[1].WatchAsync(id);
        var watching = proxies.EachAsync(async url =>
        {
            var reconnects = new ConcurrentQueue<JobReconnect>();
            var client = new JobStreamClient(http, new JobStreamClientOptions { BaseAddresses = [new Uri(url)], Reconnecting = reconnects.Enqueue });
            var watches = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(client, id))); // the proxy spreads them
            var log = await system.Apis[1].ReadAsync(id);
            Assert.All(watches, updates => JobStreamClientTests.Same(log, updates));
            Assert.NotEmpty(reconnects);

            // Requests are still served while one Api is dead.
            for (int i = 0; i < 4; i++)
            {
                Assert.Equal(log.Count, (await client.SnapshotAsync(id)).EventCount);
            }
        });
        var events = await stream.EventsAsync(Work.Items(5));
        await system.App.Apis[0].KillAsync();
        try
        {
            events.AddRange(await stream.EventsAsync());
            await Work.CheckAsync(Work.Long, events);
            await watching;
        }
        finally
        {
            await system.App.WaitHealthyAsync(CancellationToken.None);
        }
    }

    [Fact]
    public async Task StreamsAreToldToReconnectWhileRedisIsAway()
    {
        await using var proxies = await ProxyServers.StartAsync(system.App.ApiUrls);
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var events = await system.Apis[1].ReadAsync(id);
        await system.App.StopRedisAsync();
        try
        {
            await proxies.EachAsync(async url =>
            {
                // Longer than several health checks of the proxy.
                using var client = new JobClient(url);
                for (int i = 0; i < 30; i++)
                {
                    using var stream = await client.WatchAsync(id, events[2].Id);
                    Assert.Equal(HttpStatusCode.OK, stream.Response.StatusCode);
                    Assert.NotNull((await stream.NextAsync())!.Retry);
                    await Task.Delay(100);
                }
            });
        }
        finally
        {
            await system.App.StartRedisAsync();
            await system.App.WaitHealthyAsync(CancellationToken.None);
        }

        await proxies.EachAsync(async url =>
        {
            using var client = new JobClient(url);
            WholeLog.Same(events.Skip(3), await client.ReadAsync(id, events[2].Id));
        });
    }

    [Fact]
    public async Task OnlyStreamsAreToldToReconnectWhileNoApiAnswers()
    {
        var gone = new ScriptedTcpServer();
        await gone.DisposeAsync();
        await using var proxies = await ProxyServers.StartAsync([gone.Address.ToString(), gone.Address.ToString()]);
        await proxies.EachAsync(async url =>
        {
            using var client = new JobClient(url);

            // HAProxy answers 503 until its first health check.
            for (int left = 100; ; left--)
            {
                using var response = await client.Http.GetAsync(new Uri($"{url}/api/jobs/{Guid.NewGuid()}/stream"));
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
        });
    }

    /// <summary>The idle time-out of the proxy is active: without heartbeats the stream ends.</summary>
    [Fact]
    public async Task AStreamWithoutHeartbeatsIsCut()
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
        await using var proxies = await ProxyServers.StartAsync([api.Address.ToString(), api.Address.ToString()]);
        using var http = new HttpClient();
        await proxies.EachAsync(async url =>
        {
            using var stream = await SseStream.OpenAsync(http, new HttpRequestMessage(HttpMethod.Get, $"{url}/api/jobs/x/stream"));
            Assert.Equal("only", (await stream.NextAsync())!.Data);
            try
            {
                Assert.Null(await stream.NextAsync());
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                // Some proxies end the stream, others break the connection.
            }
        });
    }

    /// <summary>Accepts compressed answers. A proxy that compressed a stream would hold events back.</summary>
    private static JobClient AsBrowser(string url)
    {
        var client = new JobClient(url);
        client.Http.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        return client;
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
