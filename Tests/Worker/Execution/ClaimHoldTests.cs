using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace AspireStreaming.Tests.Worker.Execution;

/// <summary>A claim against a real Redis.</summary>
public sealed class ClaimHoldTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task WithoutASubscriptionAClaimIsKeptAndACancelIsSeen()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        // The refused subscription takes longer than the lease.
        await using var store = TestStore.Redis(connection, o => (o.Lease, o.StoreTimeout) = (Lease, 2 * Lease));
        var job = await TestJob.StartAsync(store);
        await store.Queue.EnqueueAsync(job.Id, default);
        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        await server.SendAsync("ACL", "SETUSER", "default", "-subscribe");

        using var hold = new ClaimHold(claim, store.Queue, store.Control, Lease, NullLogger.Instance);
        await hold.StartAsync(default);
        await Task.Delay(Lease + TimeSpan.FromSeconds(1));
        Assert.Empty(await store.Queue.ClaimAsync("b", 1, default));
        Assert.False(hold.Lost.IsCancellationRequested);

        Assert.Equal(CancelOutcome.Requested, await store.Control.RequestCancelAsync(job.Id, "enough", default));
        await Logs.EventuallyAsync(() => Task.FromResult(hold.Canceled.IsCancellationRequested), "the cancel was not seen");
        Assert.Equal("enough", hold.CancelReason);
        await hold.StopAsync();
    }

    [Fact]
    public async Task AClaimThatEndsAtOnceAsksNothingAndALaterOneSeesACancelFromBeforeItListened()
    {
        await using var server = await RedisServer.StartAsync();
        using var connection = await server.ConnectAsync();
        await using var store = TestStore.Redis(connection, o => o.Lease = Lease);
        var job = await TestJob.StartAsync(store);
        await store.Queue.EnqueueAsync(job.Id, default);
        var claim = Assert.Single(await store.Queue.ClaimAsync("a", 1, default));
        await server.SendAsync("CONFIG", "RESETSTAT");
        using (var brief = new ClaimHold(claim, store.Queue, store.Control, Lease, NullLogger.Instance))
        {
            await brief.StartAsync(default);
            await brief.StopAsync();
        }

        string asked = await server.SendAsync("INFO", "commandstats");
        Assert.DoesNotContain("cmdstat_evalsha", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("cmdstat_subscribe", asked, StringComparison.Ordinal);

        using var hold = new ClaimHold(claim, store.Queue, store.Control, Lease, NullLogger.Instance);
        await hold.StartAsync(default);
        Assert.Equal(CancelOutcome.Requested, await store.Control.RequestCancelAsync(job.Id, "enough", default));
        await Logs.EventuallyAsync(() => Task.FromResult(hold.Canceled.IsCancellationRequested), "the cancel was not seen");
        Assert.Equal("enough", hold.CancelReason);
        await hold.StopAsync();
    }
}
