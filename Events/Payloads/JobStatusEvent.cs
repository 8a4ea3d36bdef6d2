namespace AspireStreaming.Streaming.Events;

/// <param name="Pipeline">With <c>queued</c> only: what was started.</param>
/// <param name="Steps">With <c>queued</c> only: the steps to come, in order, so that a watcher can draw them all at once.</param>
/// <param name="RetryOf">With <c>queued</c> only: the job that this one continues from its failed step.</param>
public sealed record JobStatusEvent(
    JobStatus Status,
    string? Message = null,
    string? Pipeline = null,
    IReadOnlyList<string>? Steps = null,
    Guid? RetryOf = null) : EventPayload
{
    protected override string TypeName => EventTypes.JobStatus;
}
