using System.Collections.Concurrent;
using System.Text;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Security;

/// <summary>With <c>Streaming:Encrypt</c> no content of a job is readable in Redis or on its channels, and clients see the same as without it.</summary>
public sealed class StoreEncryptionTests : IAsyncLifetime
{
    private const string Secret = "zq7secret";

    private readonly string _directory = Directory.CreateTempSubdirectory("keyring-").FullName;
    private RedisServer _server = null!;
    private ConnectionMultiplexer _connection = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = await _server.ConnectAsync();
    }

    public async Task DisposeAsync()
    {
        _connection.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task NoContentOfAJobIsReadableInRedisAndAnotherNodeReadsAllOfIt(bool directory)
    {
        await using var store = Open(encrypt: true, directory);
        await using var other = Open(encrypt: true, directory);
        var published = new ConcurrentQueue<byte[]>();
        await _connection.GetSubscriber().SubscribeAsync(RedisChannel.Pattern("*"), (_, message) => published.Enqueue((byte[])message!));

        var job = new TestJob();
        var input = new JobInput(Encoding.UTF8.GetBytes($"{{\"cv\":\"{Secret}\"}}"), [new InputFile("file", $"{Secret}.txt", "text/plain", Encoding.UTF8.GetBytes(Secret))]);
        Assert.True(await store.Jobs.CreateAsync(job.New(DateTimeOffset.UtcNow, input: input), default));
        job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        await job.AppendAsync(store, job.Next([new TokenEvent(Secret, Secret, 0)], scope: $"one/{Secret}", checkpoint: $"one/{Secret}"));
        var tail = other.Log.TailToAsync(job.Id, job.Last);
        await job.AppendAsync(store, job.Next([new ResultEvent(Secret, System.Text.Json.JsonSerializer.SerializeToElement(Secret))]));
        await job.AppendAsync(store, job.Done());
        await store.Projects.AddAsync(null, "p", [new BacklogItem(Guid.NewGuid(), BacklogItemType.Epic, Secret, Secret, null, "open", DateTimeOffset.UnixEpoch, "epic", [])], default);

        Logs.AssertSame(job.Log, await other.Log.AllAsync(job.Id));
        Assert.Equal(job.Log.Select(e => e.Scope), (await other.Log.AllAsync(job.Id)).Select(e => e.Scope));
        Logs.AssertSame(job.Log.TakeLast(2), await tail);
        var read = (await other.Jobs.GetInputAsync(job.Id, default))!;
        Assert.Equal(input.Request.ToArray(), read.Request.ToArray());
        Assert.Equal((input.Files[0].Name, Secret), (read.Files.Single().Name, Encoding.UTF8.GetString(read.Files.Single().Content.Span)));
        Assert.Equal($"one/{Secret}", Assert.Single(await other.Jobs.GetCheckpointsAsync(job.Id, default)).Key);
        Assert.Equal(Secret, Assert.Single((await other.Projects.ListAsync(null, "p", 0, 10, default)).Items).Title);

        await Logs.EventuallyAsync(() => Task.FromResult(published.Count >= 3), "nothing was published");
        Assert.DoesNotContain(published, message => message.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) >= 0);
        Assert.DoesNotContain(await RedisContent.ReadAsync(_connection), entry => entry.Contains(Secret, StringComparison.Ordinal));
        Assert.Equal(directory ? 0 : 1, await _connection.GetDatabase().KeyExistsAsync("keyring") ? 1 : 0);
    }

    [Fact]
    public async Task AnEventOfOneJobCanNotBeReadAsAnotherOnes()
    {
        await using var store = Open(encrypt: true, directory: true);
        var (one, two) = (await TestJob.StartAsync(store), await TestJob.StartAsync(store));
        await one.AppendAsync(store, one.Metrics(1));
        var db = _connection.GetDatabase();
        var entry = (await db.StreamRangeAsync($"job:{{{one.Id:D}}}:events")).Last();
        await db.StreamAddAsync($"job:{{{two.Id:D}}}:events", entry.Values, entry.Id);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Log.AllAsync(two.Id));
    }

    [Fact]
    public async Task WhatWasStoredBeforeEncryptionIsStillReadAndGoesOnEncrypted()
    {
        await using var plain = Open(encrypt: false, directory: true);
        var job = await TestJob.StartAsync(plain);
        await job.AppendAsync(plain, job.Next([new MetricUpdateEvent("m", 1)], checkpoint: "one"));
        await using var sealing = Open(encrypt: true, directory: true);
        await job.AppendAsync(sealing, job.Next([new MetricUpdateEvent("n", 2)], checkpoint: "two"));
        Logs.AssertSame(job.Log, await sealing.Log.AllAsync(job.Id));
        Assert.Equal(["one", "two"], (await sealing.Jobs.GetCheckpointsAsync(job.Id, default)).Keys.Order());
        var content = string.Join('\n', await RedisContent.ReadAsync(_connection));
        Assert.Contains("\"name\":\"m\"", content, StringComparison.Ordinal);
        Assert.DoesNotContain("\"name\":\"n\"", content, StringComparison.Ordinal);
    }

    private TestStore Open(bool encrypt, bool directory) => TestStore.Redis(
        _connection, o => (o.Encrypt, o.KeyRing) = (encrypt, directory ? _directory : ""), prefix: "");
}
