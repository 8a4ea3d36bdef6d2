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

    /// <summary>When an entry with the server's own id was added: <c>1526919030474-0</c>.</summary>
    public static DateTimeOffset EntryTime(this RedisValue id) =>
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(id.Text().Split('-')[0], CultureInfo.InvariantCulture));

    public static string Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The fields of a job's hash that tell its owner.</summary>
    public static readonly RedisValue[] OwnerFields = ["subject", "tenant"];

    /// <summary>An entry of a stream as scripts return it: <c>[ id, [ name, value, … ] ]</c>; null for nil.</summary>
    public static StreamEntry Entry(RedisResult reply)
    {
        if (reply.IsNull)
        {
            return StreamEntry.Null;
        }

        var parts = reply.Items();
        var fields = (RedisValue[])parts[1]!;
        return new StreamEntry((RedisValue)parts[0], [.. fields.Chunk(2).Select(pair => new NameValueEntry(pair[0], pair[1]))]);
    }

    /// <summary>The owner of a job; null without a subject.</summary>
    public static JobOwner? Owner(RedisValue subject, RedisValue tenant) => subject.IsNull ? null : new JobOwner(tenant, subject.Text());

    /// <summary>An entry of a log: <c>2-43 t=metric_update d={…} s=scoring tp=00-4bf9…-01</c>. The last two may be absent.</summary>
    public static JobEvent Event(StreamEntry entry) =>
        new(EventId.Parse(entry.Id.Text()), entry["t"].Text(), entry["d"].Bytes(), (string?)entry["s"] ?? "", entry["tp"]);
}
