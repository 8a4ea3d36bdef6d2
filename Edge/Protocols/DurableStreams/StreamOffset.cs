using System.Globalization;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.DurableStreams;

/// <summary>The id of an event as a text that sorts as the ids do, as in <c>0000000002_0000000000000000043</c> for <c>2-43</c>.</summary>
internal static class StreamOffset
{
    public static string TextOf(EventId id) => string.Create(CultureInfo.InvariantCulture, $"{id.Attempt:D10}_{id.Seq:D19}");

    public static bool TryParse(string text, out EventId id)
    {
        id = default;
        string[] parts = text.Split('_');
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int attempt)
            || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long seq))
        {
            return false;
        }

        id = new EventId(attempt, seq);
        return TextOf(id) == text;
    }
}
