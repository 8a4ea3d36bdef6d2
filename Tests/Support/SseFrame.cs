using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Support;

/// <summary>One received frame, byte for byte, including the empty line at its end.</summary>
internal sealed class SseFrame(byte[] bytes)
{
    private readonly string[] _lines = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public byte[] Bytes { get; } = bytes;

    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Null on frames that don't move the client's cursor.</summary>
    public string? Id => Field("id");

    public string? Name => Field("event");

    public string? Retry => Field("retry");

    public string Data => string.Join('\n', _lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..]));

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Data);

    public JobEvent Event => new(EventId.Parse(Id!), Name!, Encoding.UTF8.GetBytes(Data));

    public override string ToString() => Text;

    private string? Field(string name) =>
        _lines.FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.Ordinal))?[(name.Length + 2)..];
}
