using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Sse;

/// <summary>How far the open streams of a node are behind, and what they have sent.</summary>
public sealed class StreamLagTests : IAsyncLifetime
{
    private const int Large = 100_000;

    private EmbeddedSystem _system = null!;
    private TestJob _job = null!;

    public async Task InitializeAsync()
    {
        _system = await EmbeddedSystem.StartAsync();
        _job = new TestJob();
        await _system.Store.CreateAsync(_job.New(DateTimeOffset.UtcNow), default);
        _job.Attempt = (await _system.Store.BeginAttemptAsync(_job.Id, null, null, default))!.Attempt;
    }

    public Task DisposeAsync() => _system.DisposeAsync().AsTask();

    [Fact]
    public async Task AWatcherThatDoesNotReadLagsAndTheOthersDoNot()
    {
        using var live = await WatchAsync();
        using var stalled = await RawStream.SendAsync(new Uri(_system.Http.BaseAddress!, $"/api/jobs/{_job.Id}/stream"), receiveBuffer: 4096);
        await Logs.EventuallyAsync(() => Task.FromResult(_system.Hub.Watchers == 2), "the streams did not open");
        await Logs.EventuallyAsync(() => Task.FromResult(_system.Hub.ListLags().All(lag => lag.Events == 0)), "the streams did not catch up");
        Assert.All(_system.Hub.ListLags(), lag => Assert.Equal(TimeSpan.Zero, lag.Time));

        for (int i = 0; i < 200; i++) // more than the sockets hold
        {
            await AppendAsync(_job.Next([new MetricUpdateEvent(new string('m', Large), i)]));
        }

        await live.EventsAsync(e => e.Id == $"{_job.Last}");
        await Logs.EventuallyAsync(() => Task.FromResult(_system.Hub.ListLags().Count(lag => lag.Events == 0) == 1), "the live watcher lags");
        var first = Assert.Single(_system.Hub.ListLags(), lag => lag.Events > 0);
        Assert.InRange(first.Events, 1, _job.Seq);
        await Logs.EventuallyAsync(() => Task.FromResult(_system.Hub.ListLags().Max(lag => lag.Time) > first.Time), "the lag does not grow");

        // More events don't make the oldest one younger.
        var before = _system.Hub.ListLags().Max(lag => lag.Time);
        await AppendAsync(_job.Metrics(1));
        Assert.True(_system.Hub.ListLags().Max(lag => lag.Time) >= before);
    }

    [Fact]
    public async Task DeliveriesAreCountedOnceForEachStreamAlsoWhenItHasEnded()
    {
        using var leaving = await WatchAsync();
        await leaving.EventsAsync(e => e.Id == $"{_job.Last}");
        await Logs.EventuallyAsync(() => Task.FromResult(_system.Hub.Delivered == 1), $"{_system.Hub.Delivered} delivered");
        leaving.Dispose();
        await Logs.EventuallyAsync(() => Task.FromResult(_system.Hub.ListOpen().Count == 0), "the stream stays open");
        Assert.Equal(1, _system.Hub.Delivered);

        using var stays = await WatchAsync();
        using var many = await WatchAsync($"/api/streams?job={_job.Id}");
        await AppendAsync(_job.Metrics(20));
        await AppendAsync(_job.Done());
        await stays.EventsAsync();
        await many.EventsAsync();
        await Logs.EventuallyAsync(() => Task.FromResult(_system.Hub.ListOpen().Count == 0), "the streams stay open");
        Assert.Equal(1 + (2 * 22), _system.Hub.Delivered);
    }

    private Task<SseStream> WatchAsync(string? url = null) =>
        SseStream.OpenAsync(_system.Http, new HttpRequestMessage(HttpMethod.Get, url ?? $"/api/jobs/{_job.Id}/stream"));

    private async Task AppendAsync(JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await _system.Log.AppendAsync(append, default)).Outcome);
        _job.Confirm(append);
    }
}
