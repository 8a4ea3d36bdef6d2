using System.Globalization;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>Errors of a cluster that pass: the caller tries again, and no job and no process ends by them.</summary>
public sealed class RedisClusterErrorTests
{
    /// <summary>The client library follows one redirection. A slot that moved on meanwhile needs another try.</summary>
    [Fact]
    public async Task ASecondRedirectionPasses()
    {
        await using var cluster = await RedisCluster.StartAsync();
        using var connection = await RedisServer.ConnectAsync(cluster.ConnectionString);
        await using var store = TestStore.Redis(connection);
        var id = Guid.NewGuid();
        int slot = await cluster.SlotAsync($"{{{id:D}}}");
        var owner = await cluster.OwnerAsync(slot);
        var others = cluster.Nodes.Take(3).Where(master => master != owner).ToList();
        Assert.Null(await store.Jobs.GetAsync(id, default)); // the client knows the owner
        await GiveAsync(others[0], others[1]);
        await GiveAsync(owner, others[0]);
        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Jobs.GetAsync(id, default));
        Assert.Contains("MOVED", error.Message, StringComparison.Ordinal);

        async Task GiveAsync(RedisServer teller, RedisServer master) => await teller.SendAsync(
            "CLUSTER", "SETSLOT", slot.ToString(CultureInfo.InvariantCulture), "NODE", await master.SendAsync("CLUSTER", "MYID"));
    }

    [Fact]
    public async Task NoServerThatCanBeReachedPasses()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 1);
        using var connection = await RedisServer.ConnectAsync(cluster.ConnectionString);
        await using var store = TestStore.Redis(connection);
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(1));
        var append = job.Metrics(1);
        await Task.WhenAll(cluster.Nodes.Select(node => node.KillAsync()));
        for (var deadline = Deadline(2); !deadline.IsCancellationRequested; await Task.Delay(5))
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Log.AppendAsync(append, default));
        }
    }
}
