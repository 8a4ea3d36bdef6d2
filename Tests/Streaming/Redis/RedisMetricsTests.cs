using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>The metrics of calls to a real Redis. Each test has an error code of its own.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class RedisMetricsTests(SharedRedis redis)
{
    private readonly string _code = string.Concat(Guid.NewGuid().ToString("N")[..12].Select(c => (char)('A' + (c % 26))));

    [Fact]
    public async Task AFailedCallIsOneErrorByItsCodeAndHasADuration()
    {
        using var metrics = new MetricCapture("error.type", _code);
        var commands = new RedisCommands(redis.Connection, topology: null!, subscriber: null!, Options.Create(new StreamingOptions()));
        await Assert.ThrowsAsync<RedisServerException>(() => commands.CallAsync(db => db.ScriptEvaluateAsync($"return redis.error_reply('{_code} no')"), default));

        Assert.Equal(1, metrics.Sum("redis.errors"));
        Assert.Equal(1, metrics.Count("db.client.operation.duration", ("db.system.name", "redis")));
    }

    [Fact]
    public void AnErrorWithinAScriptIsAnError()
    {
        using var metrics = new MetricCapture("error.type", _code);
        Assert.IsType<InvalidOperationException>(RedisCommands.Failure($"{_code} command not allowed"));
        Assert.Equal(1, metrics.Sum("redis.errors"));
    }

    [Fact]
    public async Task TheMemoryOfAServerIsReadFromItsOwnReport()
    {
        string info = (string)(await redis.Connection.GetDatabase().ExecuteAsync("EVAL", RedisScript.Memory.Text, 0))!;
        var memory = RedisMemory.Read("redis", 6379, info);
        Assert.InRange(memory.Used, 500_000, 10_000_000_000);
        Assert.Equal((0, false, 0), (memory.Limit, memory.Evicts, memory.EvictedKeys));
    }

    [Theory]
    [InlineData("noeviction", false)]
    [InlineData("allkeys-lru", true)]
    [InlineData("volatile-ttl", true)] // ended jobs expire, and so do heartbeats
    public void EveryPolicyButNoevictionEvicts(string policy, bool evicts)
    {
        var memory = RedisMemory.Read("redis", 6379, $"# Memory\r\nused_memory:900\r\nmaxmemory:1000\r\nmaxmemory_policy:{policy}\r\n# Stats\r\nevicted_keys:7\r\n");
        Assert.Equal(new RedisMemory("redis", 6379, 900, 1000, evicts, 7), memory);
    }
}
