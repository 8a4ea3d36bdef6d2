using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols;

/// <summary>
/// The id of a frame. <c>2-43</c> is the last frame of an event, <c>2-43.1</c> its first one of several. Frames that stand for a state have
/// ids as <c>2-43.0.1</c>: a client that goes on after one of them but the last gets the state again.
/// </summary>
/// <param name="Event">The event that the frame is of.</param>
/// <param name="Part">The number of the frame; 0 for the last one.</param>
/// <param name="OfState">The frame is of a state.</param>
internal readonly record struct FrameCursor(EventId Event, int Part = 0, bool OfState = false)
{
    private const string Header = "Last-Event-ID";

    public static bool TryParse(string text, out FrameCursor cursor)
    {
        cursor = default;
        string[] parts = text.Split('.');
        if (parts.Length > 3 || !EventId.TryParse(parts[0], out var id))
        {
            return false;
        }

        bool ofState = parts.Length == 3;
        int part = 0;
        if ((ofState && parts[1] != "0")
            || (parts.Length > 1 && (!int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out part) || part == 0)))
        {
            return false;
        }

        cursor = new FrameCursor(id, part, ofState);
        return true;
    }

    /// <summary>Reads the header <c>Last-Event-ID</c>: the start of the stream when it is absent.</summary>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryRead(HttpContext http, out FrameCursor cursor, [NotNullWhen(false)] out IResult? problem)
    {
        (cursor, problem) = (default, null);
        string? text = http.Request.Headers[Header].FirstOrDefault();
        if (!string.IsNullOrEmpty(text) && !TryParse(text, out cursor))
        {
            problem = Problems.Field(Header, "must be the id of a frame, such as '2-43'");
        }

        return problem is null;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Event}{(OfState ? ".0" : "")}{(Part == 0 ? "" : $".{Part}")}");
}
