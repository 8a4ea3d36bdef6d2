using System.Diagnostics.CodeAnalysis;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>The id of a message of a stream, as in <c>2-43.1f0c…</c>: every Api can go on after it, from the log.</summary>
/// <param name="Event">The event that the message is of; none for the begin of the stream.</param>
internal readonly record struct McpEventId(EventId Event, Guid JobId)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out McpEventId id)
    {
        id = default;
        string[] parts = text?.Split('.') ?? [];
        if (parts.Length != 2 || !EventId.TryParse(parts[0], out var e) || !Guid.TryParseExact(parts[1], "N", out var jobId))
        {
            return false;
        }

        id = new McpEventId(e, jobId);
        return true;
    }

    public override string ToString() => $"{Event}.{JobId:N}";
}
