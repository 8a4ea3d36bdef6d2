using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class ProjectStoreContract(IStoreKind kind)
{
    [Fact]
    public async Task ItemsAreListedInTheOrderInWhichTheyWereAdded()
    {
        await using var store = kind.Open();
        Assert.Equal(0, (await store.Projects.ListAsync(null, "p", 0, 10, default)).Total);

        var epic = Item("Paiements") with { AcceptanceCriteria = ["a", "b"], Description = "« é »\n{}" };
        var story = Item("Relance") with { Type = BacklogItemType.Story, Parent = epic.Id, Points = 3 };
        var test = Item("Test") with { Type = BacklogItemType.TestCase, Parent = story.Id, Steps = ["Given x", "When y"], Expected = "z" };
        Assert.Equal(2, await store.Projects.AddAsync(null, "p", [epic, story], default));
        Assert.Equal(1, await store.Projects.AddAsync(null, "p", [test], default));

        var page = await store.Projects.ListAsync(null, "p", 0, 10, default);
        Assert.Equal(3, page.Total);
        Assert.Equal([epic.Id, story.Id, test.Id], page.Items.Select(i => i.Id));
        Assert.Equivalent(new[] { epic, story, test }, page.Items, strict: true);

        page = await store.Projects.ListAsync(null, "p", 1, 1, default);
        Assert.Equal((3, story.Id), (page.Total, Assert.Single(page.Items).Id));
        Assert.Empty((await store.Projects.ListAsync(null, "p", 3, 10, default)).Items);
    }

    [Fact]
    public async Task RepeatingAnAddAddsNothing()
    {
        await using var store = kind.Open();
        var items = Enumerable.Range(0, 3).Select(i => Item($"item {i}")).ToList();
        Assert.Equal(2, await store.Projects.AddAsync(null, "p", items[..2], default));
        Assert.Equal(0, await store.Projects.AddAsync(null, "p", items[..2], default));
        Assert.Equal(1, await store.Projects.AddAsync(null, "p", [items[1] with { Title = "other" }, items[2], items[2]], default));
        Assert.Equal(["item 0", "item 1", "item 2"], (await store.Projects.ListAsync(null, "p", 0, 10, default)).Items.Select(i => i.Title));

        var again = Enumerable.Range(0, 20).Select(_ => store.Projects.AddAsync(null, "q", items, default));
        Assert.Equal(3, (await Task.WhenAll(again)).Sum());
        Assert.Equal(3, (await store.Projects.ListAsync(null, "q", 0, 10, default)).Total);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData("a}b{", "a")]
    [InlineData("{a}", "a")]
    [InlineData("a:backlog", "a")]
    [InlineData("été 2026", "ete 2026")]
    public async Task ProjectsDontShareItems(string one, string other)
    {
        await using var store = kind.Open();
        await store.Projects.AddAsync(null, one, [Item("1")], default);
        Assert.Empty((await store.Projects.ListAsync(null, other, 0, 10, default)).Items);
        foreach (var owner in new[] { new JobOwner(null, "ann"), new JobOwner("acme", "ann") })
        {
            Assert.Empty((await store.Projects.ListAsync(owner, one, 0, 10, default)).Items);
            await store.Projects.AddAsync(owner, one, [Item(owner.ToString())], default);
            Assert.Equal(owner.ToString(), Assert.Single((await store.Projects.ListAsync(owner, one, 0, 10, default)).Items).Title);
        }

        await store.Projects.AddAsync(null, other, [Item("2")], default);
        Assert.Equal("1", Assert.Single((await store.Projects.ListAsync(null, one, 0, 10, default)).Items).Title);
    }

    [Fact]
    public async Task ABacklogIsBoundedAndAddsAllItemsOrNone()
    {
        await using var store = kind.Open();
        var full = Enumerable.Range(0, IProjectStore.MostItems - 1).Select(i => Item($"{i}")).ToList();
        foreach (var part in full.Chunk(1000))
        {
            Assert.Equal(part.Length, await store.Projects.AddAsync(null, "p", part, default));
        }

        Assert.Null(await store.Projects.AddAsync(null, "p", [Item("x"), Item("y")], default));
        Assert.Equal(full.Count, (await store.Projects.ListAsync(null, "p", 0, 1, default)).Total);
        Assert.Equal(1, await store.Projects.AddAsync(null, "p", [full[0], Item("x")], default));
        Assert.Null(await store.Projects.AddAsync(null, "p", [Item("y")], default));
    }

    private static BacklogItem Item(string title) => new(
        Guid.NewGuid(), BacklogItemType.Epic, title, $"About {title}", null, "proposed",
        new DateTimeOffset(2026, 11, 20, 12, 0, 0, 123, TimeSpan.Zero), "session-1", []);
}

public sealed class MemoryProjectStoreTests() : ProjectStoreContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisProjectStoreTests(SharedRedis redis) : ProjectStoreContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterProjectStoreTests(SharedCluster cluster) : ProjectStoreContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelProjectStoreTests(SharedSentinels sentinels) : ProjectStoreContract(sentinels);
