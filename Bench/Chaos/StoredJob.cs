using AspireStreaming.Streaming;

namespace AspireStreaming.Bench.Chaos;

/// <summary>A job as it is in Redis, read without the product's own code.</summary>
/// <param name="Fields">The fields of the job's hash, without the checkpoints.</param>
/// <param name="Digest">32 bytes.</param>
/// <param name="Checkpoints">Scopes.</param>
internal sealed record StoredJob(
    Guid Id, IReadOnlyList<JobEvent> Log, IReadOnlyDictionary<string, string> Fields, byte[] Digest, IReadOnlySet<string> Checkpoints)
{
    public static async Task<StoredJob> ReadAsync(RedisDirect redis, Guid id)
    {
        var log = new List<JobEvent>();
        foreach (object? entry in await redis.ItemsAsync("XRANGE", $"job:{{{id:D}}}:events", "-", "+"))
        {
            var parts = (IReadOnlyList<object?>)entry!;
            var fields = Pairs((IReadOnlyList<object?>)parts[1]!);
            log.Add(new JobEvent(
                EventId.Parse(RedisDirect.Text(parts[0])),
                RedisDirect.Text(fields["t"]),
                (byte[])fields["d"],
                RedisDirect.Text(fields.GetValueOrDefault("s"))));
        }

        var hash = Pairs(await redis.ItemsAsync("HGETALL", $"job:{{{id:D}}}"));
        return new StoredJob(
            id,
            log,
            hash.Where(f => f.Key != "digest" && !f.Key.StartsWith("cp:", StringComparison.Ordinal)).ToDictionary(f => f.Key, f => RedisDirect.Text(f.Value)),
            hash.TryGetValue("digest", out object? digest) ? (byte[])digest : [],
            hash.Keys.Where(f => f.StartsWith("cp:", StringComparison.Ordinal)).Select(f => f[3..]).ToHashSet(StringComparer.Ordinal));
    }

    private static Dictionary<string, object> Pairs(IReadOnlyList<object?> flat) =>
        flat.Chunk(2).ToDictionary(pair => RedisDirect.Text(pair[0]), pair => pair[1]!);
}
