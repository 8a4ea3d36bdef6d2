using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Protocols;

/// <summary>
/// The job's snapshot as the state of a protocol that has texts of its own: they are left out. Cursor and digest come with the end: until
/// then each frame has the cursor as its id.
/// </summary>
internal static class ProtocolState
{
    private static readonly string[] Lists = ["steps", "insights", "metrics", "validations", "diffs", "results", "timeline"];
    private static readonly string[] OfTheEnd = ["updated_at", "event_count", "last_event_id", "digest"];

    public static JsonObject Of(JobSnapshot snapshot)
    {
        var state = JsonSerializer.SerializeToNode(snapshot, EventJson.Wire.JobSnapshot)!.AsObject();
        state.Remove("texts");
        if (snapshot.EndedAt is null)
        {
            Remove(state, OfTheEnd);
        }

        return state;
    }

    /// <summary>The state without its lists.</summary>
    public static JsonObject ScalarsOf(JobSnapshot snapshot)
    {
        var state = Of(snapshot);
        Remove(state, Lists);
        return state;
    }

    private static void Remove(JsonObject state, string[] names) => Array.ForEach(names, name => state.Remove(name));
}
