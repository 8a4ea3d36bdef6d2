using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Primitives;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.DurableStreams;

/// <summary>What a client asks for by <c>?offset=&amp;live=&amp;cursor=</c>.</summary>
/// <param name="After">The last event that it has; null for <c>now</c>: the end of what is there.</param>
/// <param name="Cursor">The <c>Stream-Cursor</c> that it got before; 0 for none.</param>
internal readonly record struct StreamRead(EventId? After, StreamLive Live, long Cursor)
{
    private const string Offset = "offset";
    private const string LiveMode = "live";

    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(IQueryCollection query, out StreamRead read, [NotNullWhen(false)] out IResult? problem)
    {
        (read, problem) = (default, null);
        EventId? after = EventId.None;
        if (query.TryGetValue(Offset, out var offset))
        {
            switch (Single(offset))
            {
                case "-1":
                    break;
                case "now":
                    after = null;
                    break;
                case { } text when StreamOffset.TryParse(text, out var id):
                    after = id;
                    break;
                default:
                    problem = Problems.Field(Offset, "must be -1, now, or the Stream-Next-Offset of an answer, once");
                    return false;
            }
        }

        StreamLive? live = query.TryGetValue(LiveMode, out var mode)
            ? Single(mode) switch { "long-poll" => StreamLive.LongPoll, "sse" => StreamLive.Sse, _ => null }
            : StreamLive.No;
        if (live is null)
        {
            problem = Problems.Field(LiveMode, "must be long-poll or sse");
            return false;
        }

        if (live != StreamLive.No && offset.Count == 0)
        {
            problem = Problems.Field(Offset, "must be given with live");
            return false;
        }

        _ = long.TryParse(query["cursor"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long cursor);
        read = new StreamRead(after, live.Value, cursor);
        return true;
    }

    private static string? Single(StringValues values) => values.Count == 1 ? values[0] : null;
}

/// <summary>Whether the client waits for later events.</summary>
internal enum StreamLive
{
    No,

    /// <summary>One answer, at the latest after the time of a heartbeat.</summary>
    LongPoll,

    /// <summary>All events to the end, as Server-Sent Events.</summary>
    Sse,
}
