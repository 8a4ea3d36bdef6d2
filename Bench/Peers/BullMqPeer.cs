using AspireStreaming.Bench.Chaos;

namespace AspireStreaming.Bench.Peers;

/// <summary>BullMQ, the queue of Node.js over Redis. A job's progress is its last one; the events of all jobs are one stream that is trimmed.</summary>
internal sealed class BullMqPeer : JobPeer
{
    public override string Name => "bullmq";

    protected override string StartPath => "/jobs";

    public override Task<long> EndedAsync(RedisDirect redis, long started) => CompletedAsync(redis);

    public override Task<long> CompletedAsync(RedisDirect redis) => redis.NumberAsync("ZCARD", "bull:jobs:completed");

    protected override Task StartAsync(int port, int redis, CancellationToken cancellationToken)
    {
        string directory = Path.Combine(AppContext.BaseDirectory, "Servers");
        Packages.NeedNode(directory);
        string[] program = [Path.Combine(directory, "bullmq.mjs")];
        var settings = new Dictionary<string, string> { ["NODE_ENV"] = "production", ["REDIS_PORT"] = $"{redis}" };
        StartServer("node", program, new Dictionary<string, string>(settings) { ["PORT"] = $"{port}" });
        StartServer("node", program, new Dictionary<string, string>(settings) { ["SLOTS"] = $"{Slots}" });
        return Task.CompletedTask;
    }
}
