using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <param name="DiffId">Unique in the job; a second event with the same id replaces the diff.</param>
/// <param name="Before">Empty for an addition.</param>
/// <param name="After">Empty for a removal.</param>
/// <param name="Evidence">The sentences that the change rests on.</param>
public sealed record DiffChunkEvent(
    string DiffId,
    string Section,
    string Before,
    string After,
    string Summary,
    DiffOp Op,
    DiffEvidence? Evidence = null) : EventPayload
{
    protected override string TypeName => EventTypes.DiffChunk;
}

/// <param name="Offer">The sentence of the job posting that asks for the change; null when the posting does not ask for it.</param>
/// <param name="Cv">The line of the résumé that supports the change.</param>
public sealed record DiffEvidence(string? Offer, string? Cv);

[JsonConverter(typeof(SnakeCaseEnum<DiffOp>))]
public enum DiffOp
{
    Add,
    Remove,
    Change,
}
