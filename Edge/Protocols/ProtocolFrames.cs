using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AspireStreaming.Edge.Protocols;

/// <summary>The frames that a protocol makes of one event: JSON objects.</summary>
internal sealed class ProtocolFrames
{
    // As events are written: see EventJson.
    private static readonly JsonWriterOptions Wire = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 160, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _bytes = new(512);
    private readonly List<int> _ends = [];

    public int Count => _ends.Count;

    public ReadOnlySpan<byte> this[int index] => _bytes.WrittenSpan[(index == 0 ? 0 : _ends[index - 1]).._ends[index]];

    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, Wire);

    /// <param name="members">Writes what follows <c>type</c>.</param>
    public void Add(string type, Action<Utf8JsonWriter>? members = null) => Add(json =>
    {
        json.WriteString("type", type);
        members?.Invoke(json);
    });

    /// <param name="members">Writes the members of the object.</param>
    public void Add(Action<Utf8JsonWriter> members)
    {
        using (var json = Writer(_bytes))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        _ends.Add(_bytes.WrittenCount);
    }

    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _ends.Clear();
    }
}
