using StackExchange.Redis;

namespace AspireStreaming.Tests.Security;

/// <summary>All that a Redis holds.</summary>
internal static class RedisContent
{
    /// <summary>Each key, a blank, and its content as text.</summary>
    public static async Task<List<string>> ReadAsync(ConnectionMultiplexer connection, string prefix = "")
    {
        var db = connection.GetDatabase();
        var all = new List<string>();
        await foreach (var key in connection.GetServers()[0].KeysAsync(pattern: $"{prefix}*"))
        {
            all.Add($"{key} {await db.KeyTypeAsync(key) switch
            {
                RedisType.Hash => Join(await db.HashGetAllAsync(key)),
                RedisType.Stream => string.Join(' ', (await db.StreamRangeAsync(key)).Select(entry => $"{entry.Id} {Join(entry.Values)}")),
                RedisType.SortedSet => Join(await db.SortedSetRangeByRankAsync(key)),
                RedisType.Set => Join(await db.SetMembersAsync(key)),
                RedisType.List => Join(await db.ListRangeAsync(key)),
                _ => (string?)await db.StringGetAsync(key),
            }}");
        }

        return all;
    }

    private static string Join(HashEntry[] entries) => string.Join(' ', entries.Select(entry => $"{entry.Name}={entry.Value}"));

    private static string Join(NameValueEntry[] entries) => string.Join(' ', entries.Select(entry => $"{entry.Name}={entry.Value}"));

    private static string Join(RedisValue[] values) => string.Join(' ', values.Select(value => (string?)value));
}
