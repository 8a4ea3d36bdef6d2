using System.Globalization;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Short forms for values in replies.</summary>
internal static class RedisReplies
{
    /// <summary>Empty for nil.</summary>
    public static RedisResult[] Items(this RedisResult reply) => (RedisResult[]?)reply ?? [];

    /// <summary>A value that is not nil.</summary>
    public static string Text(this RedisValue value) => ((string?)value)!;

    /// <summary>Empty for nil.</summary>
    public static byte[] Bytes(this RedisValue value) => (byte[]?)value ?? [];

    public static DateTimeOffset Time(this RedisValue milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>An entry of a log: <c>2-43 t=metric_update d={…} s=scoring</c>.</summary>
    public static JobEvent Event(StreamEntry entry) =>
        new(EventId.Parse(entry.Id.Text()), entry["t"].Text(), entry["d"].Bytes(), (string?)entry["s"] ?? "");
}
