using System.Globalization;

namespace AspireStreaming.Streaming.Redis;

/// <summary>The memory of one server.</summary>
/// <param name="Used">Bytes.</param>
/// <param name="Limit">Bytes; 0 without a limit.</param>
/// <param name="Evicts">The policy removes keys at the limit: an open job may lose its log.</param>
/// <param name="EvictedKeys">Keys that were removed since the server's start.</param>
internal sealed record RedisMemory(string Address, int Port, long Used, long Limit, bool Evicts, long EvictedKeys)
{
    private const string NoEviction = "noeviction";

    /// <param name="info">The reply to INFO, with the sections memory and stats: lines as in <c>used_memory:1034520</c>.</param>
    public static RedisMemory Read(string address, int port, string info)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in info.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.IndexOf(':') is var colon and > 0)
            {
                fields[line[..colon]] = line[(colon + 1)..];
            }
        }

        return new RedisMemory(
            address, port, Number("used_memory"), Number("maxmemory"), fields.GetValueOrDefault("maxmemory_policy", NoEviction) != NoEviction, Number("evicted_keys"));

        long Number(string name) => long.TryParse(fields.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
    }
}
