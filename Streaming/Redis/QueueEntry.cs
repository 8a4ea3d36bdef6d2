using System.Globalization;

namespace AspireStreaming.Streaming.Redis;

/// <summary>An entry of the queue, as in <c>1526919030474-0</c> of the first stream and <c>2:1526919030474-0</c> of the third.</summary>
/// <param name="Shard">0 or more.</param>
/// <param name="Id">Of the entry in its stream.</param>
internal readonly record struct QueueEntry(int Shard, string Id)
{
    public static QueueEntry Parse(string entry) => entry.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        ? new(int.Parse(entry.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture), entry[(colon + 1)..])
        : new(0, entry);

    public override string ToString() => Shard == 0 ? Id : string.Create(CultureInfo.InvariantCulture, $"{Shard}:{Id}");
}
