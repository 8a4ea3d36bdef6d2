using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Protocols.AgUi;

/// <summary>The shared state of a run, and what was sent of it.</summary>
internal sealed class AgUiState
{
    private JsonObject _sent = [];

    /// <summary>The whole state, which later patches go on from.</summary>
    public JsonObject Take(JobSnapshot snapshot)
    {
        _sent = ProtocolState.ScalarsOf(snapshot);
        return ProtocolState.Of(snapshot);
    }

    /// <summary>Writes the JSON Patch from the state that was sent before.</summary>
    /// <param name="item">The item that was added to its list or replaced there; null for none.</param>
    /// <param name="index">The place of the replaced item; -1 for an added one.</param>
    public void WritePatch(Utf8JsonWriter json, SnapshotReducer state, EventPayload? item, int index)
    {
        json.WriteStartArray("delta");
        if (ListOf(item) is { } list)
        {
            json.WriteStartObject();
            json.WriteString("op", index < 0 ? "add" : "replace");
            json.WriteString("path", index < 0 ? $"/{list}/-" : $"/{list}/{index}");
            json.WritePropertyName("value");
            JsonSerializer.Serialize(json, item, EventJson.Wire.GetTypeInfo(item!.GetType())!);
            json.WriteEndObject();
        }

        var scalars = state.Scalars;
        var now = ProtocolState.ScalarsOf(scalars.EndedAt is not null ? state.ToSnapshot() : scalars);
        foreach (var (name, value) in now)
        {
            if (!_sent.TryGetPropertyValue(name, out var before) || !JsonNode.DeepEquals(before, value))
            {
                json.WriteStartObject();
                json.WriteString("op", "add"); // replaces a member that is there
                json.WriteString("path", $"/{name}");
                json.WritePropertyName("value");
                (value ?? throw new JsonException($"{name} is null.")).WriteTo(json);
                json.WriteEndObject();
            }
        }

        foreach (var (name, _) in _sent.Where(member => !now.ContainsKey(member.Key)))
        {
            json.WriteStartObject();
            json.WriteString("op", "remove");
            json.WriteString("path", $"/{name}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        _sent = now;
    }

    private static string? ListOf(EventPayload? item) => item switch
    {
        StepProgressEvent => "steps",
        InsightEmittedEvent => "insights",
        MetricUpdateEvent => "metrics",
        ValidationUpdateEvent => "validations",
        DiffChunkEvent => "diffs",
        ResultEvent => "results",
        TimelineEvent => "timeline",
        _ => null,
    };
}
