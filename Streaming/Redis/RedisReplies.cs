using System.Globalization;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Reads replies in the forms that all client versions give. A nil is checked before any cast: casting one to an array throws.</summary>
internal static class RedisReplies
{
    public static RedisResult[] Items(this RedisResult reply) => reply.IsNull ? [] : ((RedisResult[]?)reply)!;

    /// <summary>A text or number; null for nil.</summary>
    public static string? Text(this RedisResult reply) => reply.IsNull ? null : (string?)reply;

    /// <summary>Empty for nil.</summary>
    public static byte[] Bytes(this RedisResult reply) => reply.IsNull ? [] : ((byte[]?)reply)!;

    /// <summary>A value that is there.</summary>
    public static string Text(this RedisValue value) => ((string?)value)!;

    /// <summary>Empty for nil.</summary>
    public static byte[] Bytes(this RedisValue value) => (byte[]?)value ?? [];

    public static long Number(this RedisResult reply) => long.Parse(reply.Text()!, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture));

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>One entry of XRANGE: <c>[ "2-43", [ "t", type, "d", data, "s", scope ] ]</c>.</summary>
    public static JobEvent Event(RedisResult entry)
    {
        var parts = entry.Items();
        var fields = parts[1].Items();
        string type = "";
        string scope = "";
        byte[] data = [];
        for (int i = 0; i + 1 < fields.Length; i += 2)
        {
            switch (fields[i].Text())
            {
                case "t":
                    type = fields[i + 1].Text()!;
                    break;
                case "d":
                    data = fields[i + 1].Bytes();
                    break;
                case "s":
                    scope = fields[i + 1].Text()!;
                    break;
            }
        }

        return new JobEvent(EventId.Parse(parts[0].Text()), type, data, scope);
    }
}
