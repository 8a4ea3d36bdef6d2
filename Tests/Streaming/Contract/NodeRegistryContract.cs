using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class NodeRegistryContract(IStoreKind kind)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task ANodeIsListedWhileItSendsHeartbeats()
    {
        await using var store = kind.Open();
        var at = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        var a = new NodeInfo("api-1", "api", "host", 42, at, at, [], 7, []);
        var b = new NodeInfo("worker-é:1", "worker", "host", 43, at, at, [Guid.NewGuid(), Guid.NewGuid()], 0, ["cv-parse"]);
        Assert.Empty(await store.Nodes.ListAsync(default));
        await store.Nodes.BeatAsync(a, Long, default);
        await store.Nodes.BeatAsync(b, TimeSpan.FromSeconds(2), default);
        await store.Nodes.BeatAsync(a with { Watchers = 8 }, Long, default);

        var listed = (await store.Nodes.ListAsync(default)).OrderBy(n => n.NodeId, StringComparer.Ordinal).ToList();
        Assert.Equal(["api-1", "worker-é:1"], listed.Select(n => n.NodeId));
        Assert.Equal(8, listed[0].Watchers);
        Assert.Equal(b.Running, listed[1].Running);
        Assert.Equal(b with { Running = listed[1].Running, Pipelines = listed[1].Pipelines }, listed[1]);
        Assert.Equal([false, true], listed.Select(n => n.Executes("cv-parse")));
        Assert.DoesNotContain(listed, n => n.Executes("cv-matching"));

        await store.PassAsync(TimeSpan.FromSeconds(2));
        await EventuallyAsync(async () => (await store.Nodes.ListAsync(default)).Count == 1, "a silent node was not forgotten");
        await store.Nodes.RemoveAsync("api-1", default);
        await store.Nodes.RemoveAsync("api-1", default);
        Assert.Empty(await store.Nodes.ListAsync(default));
        await store.Nodes.BeatAsync(b, Long, default);
        Assert.Single(await store.Nodes.ListAsync(default));
    }

    [Fact]
    public async Task ANodeWhoseTimeToStopIsOverEndsWithoutAnError()
    {
        await using var store = kind.Open();
        var identity = new NodeIdentity(new HostingEnvironment { ApplicationName = "api" }, new ConfigurationBuilder().Build(), TimeProvider.System);
        using var appended = new AppendRate(TimeProvider.System);
        using var heartbeat = new NodeHeartbeat(store.Nodes, identity, [], [], appended, TimeProvider.System, NullLogger<NodeHeartbeat>.Instance);
        await heartbeat.StartAsync(default);
        await EventuallyAsync(async () => (await store.Nodes.ListAsync(default)).Count == 1, "the node is not listed");
        await heartbeat.StopAsync(new CancellationToken(canceled: true));
    }

    [Fact]
    public async Task ALostNodeIsRememberedWithItsJobsForThirtyLifetimes()
    {
        await using var store = kind.Open();
        var lifetime = TimeSpan.FromMilliseconds(200);
        var at = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        var lost = new NodeInfo("worker-1", "worker", "host", 42, at, at, [Guid.NewGuid()], 0, ["cv-parse"])
        {
            Instance = "abcdefgh", Slots = 4, LostSlots = 1, Draining = true, Silent = [Guid.NewGuid()], EventsPerSecond = 1.5, Commands = ["drain"],
        };
        await store.Nodes.BeatAsync(lost, lifetime, default);
        await store.Nodes.BeatAsync(lost with { NodeId = "stopped", Running = [] }, lifetime, default);
        await store.Nodes.RemoveAsync("stopped", default);
        await store.PassAsync(lifetime);
        await EventuallyAsync(async () => (await store.Nodes.ListAsync(default)).Count == 0, "a silent node is still alive");

        var found = Assert.Single(await store.Nodes.ListLostAsync(default)); // not the one that was stopped
        Assert.Equal(lost with { Running = found.Running, Pipelines = found.Pipelines, Silent = found.Silent, Commands = found.Commands }, found);
        Assert.Equal(lost.Running, found.Running);
        Assert.Equal(lost.Silent, found.Silent);
        Assert.Equal(lost.Commands, found.Commands);

        await store.Nodes.BeatAsync(lost, TimeSpan.FromMilliseconds(100), default); // it was only frozen
        Assert.Empty(await store.Nodes.ListLostAsync(default));
        Assert.Single(await store.Nodes.ListAsync(default));
        await store.PassAsync(TimeSpan.FromMilliseconds(100) * INodeRegistry.RememberedLifetimes);
        Assert.Empty(await store.Nodes.ListLostAsync(default));
        Assert.Empty(await store.Nodes.ListAsync(default));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void ADrainingNodeClaimsNoJobs(bool draining, bool executes)
    {
        var node = new NodeInfo("a", "worker", "host", 1, default, default, [], 0, ["cv-parse"]) { Draining = draining };
        Assert.Equal(executes, node.Executes("cv-parse"));
        Assert.Equal(executes, (node with { Pipelines = null }).Executes("cv-parse"));
    }

    [Fact]
    public async Task PipelinesStayKnown()
    {
        await using var store = kind.Open();
        var schema = JsonDocument.Parse("{\"type\":\"object\"}").RootElement;
        await store.Nodes.RegisterAsync(new PipelineDescriptor("zeta", "Z", ["one"], schema), default);
        await store.Nodes.RegisterAsync(new PipelineDescriptor("alpha", "old", [], schema), default);
        await store.Nodes.RegisterAsync(new PipelineDescriptor("alpha", "A", ["x", "y"], schema, schema), default);

        var listed = await store.Nodes.ListPipelinesAsync(default);
        Assert.Equal(["alpha", "zeta"], listed.Select(p => p.Name));
        Assert.Equal("A", listed[0].Description);
        Assert.Equal(["x", "y"], listed[0].Steps);
        Assert.True(JsonElement.DeepEquals(schema, listed[0].InputSchema));
        Assert.True(JsonElement.DeepEquals(schema, listed[0].Sample!.Value));
        Assert.Null(listed[1].Sample);
    }
}

public sealed class MemoryNodeRegistryTests() : NodeRegistryContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisNodeRegistryTests(SharedRedis redis) : NodeRegistryContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterNodeRegistryTests(SharedCluster cluster) : NodeRegistryContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelNodeRegistryTests(SharedSentinels sentinels) : NodeRegistryContract(sentinels);
