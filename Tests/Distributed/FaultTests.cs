using System.Collections.Concurrent;
using System.Net;
using AspireStreaming.Client;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Client;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Distributed;

/// <summary>Processes that die in the middle of a job: watchers only see that the job continues.</summary>
[Collection(ShortLease.Name)]
public sealed class FaultTests(ShortLease system)
{
    [Fact]
    public async Task TheJobOfAKilledWorkerContinuesElsewhereAndFinishedItemsAreNotRunAgain()
    {
        var id = await system.Apis[0].StartAsync(Work.Long.Request);
        var other = system.Apis[1].ReadAsync(id);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(5));
        await (await system.WorkerAtWorkAsync(id)).KillAsync();
        events.AddRange(await stream.EventsAsync());

        await Work.CheckAsync(Work.Long, events);
        WholeLog.Same(events, await other);
        int reset = events.FindIndex(e => e.Name == EventTypes.AttemptReset);
        Assert.Single(events, e => e.Name == EventTypes.AttemptReset);
        Assert.Equal("worker_lost", events[reset].Json.GetProperty("reason").GetString());
        Assert.All(events.Take(reset), e => Assert.InRange(e.Event.Id.Attempt, 0, 1));
        Assert.All(events.Skip(reset), e => Assert.Equal(2, e.Event.Id.Attempt));
        var finished = events.Take(reset).Where(Work.IsItem).Select(e => e.Json.GetProperty("key").GetString()).ToHashSet();
        Assert.InRange(finished.Count, 5, Work.Long.Items - 1);
        Assert.DoesNotContain(events.Skip(reset), e => finished.Contains(Work.ItemOf(e)));

        // The fold removes the void events: each item has one metric and one result, from either worker.
        var snapshot = WholeLog.Fold(id, events);
        Assert.Equal(Work.Long.Items, snapshot.Metrics.Count);
        Assert.Equal(Work.Long.Items + 1, snapshot.Results.Count);
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task RedisAwayInTheMiddleOfAJobLosesNothing()
    {
        var id = await system.Apis[0].StartAsync(Work.Long.Request);
        var other = system.Apis[1].ReadAsync(id);
        using var stream = await system.Apis[0].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(5));
        await system.App.StopRedisAsync();
        foreach (var api in system.Apis)
        {
            await CheckAwayAsync(api, id, events[^1].Id!);
        }

        await system.App.StartRedisAsync();
        events.AddRange(await stream.EventsAsync());
        await Work.CheckAsync(Work.Long, events);
        WholeLog.Same(events, await other);
        WholeLog.Same(events, await system.Apis[1].ReadAsync(id));
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task AStoppedApiEndsItsStreamsBetweenFramesAndTheyGoOnAtTheOther()
    {
        var id = await system.Apis[1].StartAsync(Work.Endless.Request);
        var streams = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => system.Apis[0].WatchAsync(id)));
        var seen = new List<SseFrame>[streams.Length];
        for (int i = 0; i < streams.Length; i++)
        {
            seen[i] = await streams[i].EventsAsync(Work.IsHashing);
        }

        var api = system.App.Apis[0];
        await api.StopAsync();
        Assert.Equal(0, api.ExitCode);
        for (int i = 0; i < streams.Length; i++)
        {
            seen[i].AddRange(await streams[i].EventsAsync()); // the stream ends without a broken connection
            Assert.Equal(0, streams[i].Torn);
            streams[i].Dispose();
        }

        var rest = system.Apis[1].ReadAsync(id, seen[0][^1].Id);
        await system.Apis[1].PostAsync($"/api/jobs/{id}/cancel");
        WholeLog.Check([.. seen[0], .. await rest]);
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task ClientsRecoverByThemselvesFromAKilledApiAndAKilledWorker()
    {
        var id = await system.Apis[1].StartAsync(Work.Long.Request);
        using var http = new HttpClient();
        var reconnects = new ConcurrentQueue<JobReconnect>();
        var client = new JobStreamClient(http, new JobStreamClientOptions
        {
            BaseAddresses = [.. system.App.ApiUrls.Select(url => new Uri(url))],
            Reconnecting = reconnects.Enqueue,
        });
        var watches = Enumerable.Range(0, 10).Select(_ => ReadAsync(client, id)).ToList(); // half of the watchers at each Api
        using var stream = await system.Apis[1].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(5));
        await Task.WhenAll(system.App.Apis[0].KillAsync(), (await system.WorkerAtWorkAsync(id)).KillAsync());
        events.AddRange(await stream.EventsAsync());

        await Work.CheckAsync(Work.Long, events);
        foreach (var updates in await Task.WhenAll(watches))
        {
            JobStreamClientTests.Same(events, updates);
            Assert.Equal("worker_lost", Assert.Single(updates.OfType<JobAttemptReset>()).Reset.Reason);
        }

        Assert.All(reconnects, r => Assert.NotNull(r.Cause));
        Assert.InRange(reconnects.Count, 5, int.MaxValue);
        await system.App.WaitHealthyAsync(CancellationToken.None);
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

    private static async Task CheckAwayAsync(JobClient api, Guid id, string cursor)
    {
        foreach (var (method, path) in new[]
            {
                (HttpMethod.Get, $"/api/jobs/{id}"), (HttpMethod.Get, $"/api/jobs/{id}/snapshot"), (HttpMethod.Get, $"/api/jobs/{id}/events"),
                (HttpMethod.Get, "/api/jobs"), (HttpMethod.Post, $"/api/jobs/{id}/cancel"), (HttpMethod.Delete, $"/api/jobs/{id}"),
            })
        {
            using var response = await api.Http.SendAsync(new HttpRequestMessage(method, path));
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, response.StatusCode));
            Assert.NotNull(response.Headers.RetryAfter?.Delta);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        }

        foreach (string? lastEventId in new[] { null, cursor })
        {
            using var stream = await api.WatchAsync(id, lastEventId);
            Assert.Equal(HttpStatusCode.OK, stream.Response.StatusCode);
            Assert.NotNull((await stream.NextAsync())!.Retry);
            Assert.Empty(await stream.EventsAsync());
        }
    }
}
