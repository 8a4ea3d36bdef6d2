namespace AspireStreaming.Streaming.Events;

/// <param name="Pipeline">Only with <c>queued</c>: the pipeline of the job.</param>
/// <param name="Steps">Only with <c>queued</c>: all steps in order, so that a watcher can show them from the start.</param>
/// <param name="RetryOf">Only with <c>queued</c>: the job that this one continues from its failed step.</param>
/// <param name="Title">Only with <c>queued</c>: what the job is called.</param>
/// <param name="Pace">Only with <c>queued</c>: the job is a sample, replayed at this many characters a second so that a person can read along.</param>
/// <param name="Worker">Only with <c>running</c>: the node that runs the attempt.</param>
public sealed record JobStatusEvent(
    JobStatus Status,
    string? Message = null,
    string? Pipeline = null,
    IReadOnlyList<string>? Steps = null,
    Guid? RetryOf = null,
    string? Title = null,
    string? Worker = null,
    int? Pace = null) : EventPayload
{
    protected override string TypeName => EventTypes.JobStatus;
}
