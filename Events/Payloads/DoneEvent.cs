using System.Text.Json;

namespace AspireStreaming.Streaming.Events;

/// <summary>The last event of every job.</summary>
/// <param name="Status">completed, failed or canceled.</param>
/// <param name="Summary">The pipeline's own closing object.</param>
/// <param name="EventCount">The number of all events of the job, this one included: equal to its own seq. Set when it is written.</param>
/// <param name="Digest">The <see cref="LogDigest"/> of all events before it, in lower-case hex. Set when it is written.</param>
public sealed record DoneEvent(
    JobStatus Status,
    JsonElement? Summary = null,
    long EventCount = 0,
    string Digest = "") : EventPayload
{
    protected override string TypeName => EventTypes.Done;
}
