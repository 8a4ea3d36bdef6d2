using System.Text.Json;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols;

/// <summary>A job that a caller may see.</summary>
/// <param name="Client">What a protocol keeps with it: an object.</param>
internal sealed record ProtocolJob(JobRecord Record, JsonElement Client)
{
    public Guid Id => Record.JobId;
}
