using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using EventId = AspireStreaming.Streaming.EventId;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class JobStreamHubTests
{
    [Fact]
    public async Task HalfOfTheCoresServeHistoryAndATurnThatEndsGoesToTheNextWatcher()
    {
        await using var store = TestStore.Memory();
        using var hub = TestHub.Over(store.Log);
        int half = Math.Max(1, Environment.ProcessorCount / 2);
        var turns = Enumerable.Range(0, half + 2).Select(_ => hub.TakeTurnAsync(CancellationToken.None)).ToList();
        Assert.All(turns[..half], turn => Assert.True(turn.IsCompletedSuccessfully));
        Assert.All(turns[half..], turn => Assert.False(turn.IsCompleted));

        hub.EndTurn();
        await turns[half];
        Assert.False(turns[half + 1].IsCompleted);
    }

    [Fact]
    public async Task WhatAStreamHasSentCountsBeforeAndAfterItsEndAndWhileItHasNoSeat()
    {
        await using var store = TestStore.Memory();
        using var hub = TestHub.Over(store.Log);
        var job = await TestJob.StartAsync(store);
        var open = new OpenStream(new Watcher(), new StreamOrigin("", default), job.Id, NativeDialect.Instance, EventId.None, default);
        hub.Begin(open);
        var seat = hub.Acquire(job.Id, NativeDialect.Instance, EventId.None, open);
        open.Sent(new EventId(1, 1), new EventId(1, 5), new EventId(1, 5));
        Assert.Equal(5, hub.Delivered);

        await hub.ReleaseAsync(seat); // as during a reset
        Assert.Equal(5, hub.Delivered);
        Assert.Same(open, Assert.Single(hub.ListLags()).Stream);
        hub.End(open, StreamEnd.Gone);
        Assert.Equal(5, hub.Delivered);
        hub.End(open, StreamEnd.ClientLeft);
        Assert.Equal((5, StreamEnd.Gone), (hub.Delivered, open.End));
        Assert.Empty(hub.ListOpen());
    }
}
