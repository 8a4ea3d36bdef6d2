using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AspireStreaming.Edge.Sse;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Dialects;

/// <summary>Writes a frame whose data is an object with <c>type</c> as its first member, on one line.</summary>
public static class FrameBody
{
    // As events are written: see EventJson.
    private static readonly JsonWriterOptions Wire = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 128 };

    /// <param name="name">The frame's event name, or null for an unnamed frame.</param>
    /// <param name="members">Writes what follows <c>type</c>.</param>
    public static void Write(IBufferWriter<byte> output, EventId? id, string? name, string type, Action<Utf8JsonWriter>? members = null)
    {
        var data = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(data, Wire))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            members?.Invoke(json);
            json.WriteEndObject();
        }

        SseFrame.Write(output, id, name, data.WrittenSpan);
    }

    /// <summary>Writes the members of an object as members of the frame.</summary>
    public static void WriteMembers(this Utf8JsonWriter json, JsonElement data)
    {
        if (data.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in data.EnumerateObject())
            {
                member.WriteTo(json);
            }
        }
    }
}
