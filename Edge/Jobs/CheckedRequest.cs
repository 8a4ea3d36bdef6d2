using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Jobs;

/// <summary>A request that fits the schema of its pipeline.</summary>
/// <param name="Fingerprint">Hash of pipeline, members and files: the same for the same request, however it was encoded.</param>
/// <param name="Title">What the job is called; null for its pipeline's name.</param>
internal sealed record CheckedRequest(PipelineDescriptor Pipeline, JobInput Input, string Fingerprint, string? Title);
