using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <param name="DiffId">Unique in the job; a second event with the same id replaces the diff.</param>
/// <param name="Before">Empty for an addition.</param>
/// <param name="After">Empty for a removal.</param>
public sealed record DiffChunkEvent(
    string DiffId,
    string Section,
    string Before,
    string After,
    string Summary,
    DiffOp Op) : EventPayload
{
    protected override string TypeName => EventTypes.DiffChunk;
}

[JsonConverter(typeof(SnakeCaseEnum<DiffOp>))]
public enum DiffOp
{
    Add,
    Remove,
    Change,
}
