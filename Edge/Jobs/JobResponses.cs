using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Where to find a job that was started.</summary>
/// <param name="ExpiresAt">When the right in the urls ends; null for urls without one.</param>
public sealed record StartedJob(Guid JobId, string StreamUrl, string SnapshotUrl, Guid? RetryOf = null, DateTimeOffset? ExpiresAt = null)
{
    public static StartedJob For(Guid jobId, Guid? retryOf = null) =>
        new(jobId, $"/api/jobs/{jobId:D}/stream", $"/api/jobs/{jobId:D}/snapshot", retryOf);
}

/// <summary>A job in a listing.</summary>
/// <param name="FailedCount">Items of a completed batch that failed; null for a job that is none.</param>
public sealed record JobSummary(
    Guid JobId,
    string Pipeline,
    string? Title,
    JobStatus Status,
    int Attempt,
    string LastEventId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    bool CancelRequested,
    Guid? RetryOf,
    string StreamUrl,
    string SnapshotUrl,
    string? TraceId = null,
    string? TraceUrl = null,
    int? FailedCount = null)
{
    public static JobSummary For(JobRecord job)
    {
        var urls = StartedJob.For(job.JobId);
        return new JobSummary(
            job.JobId, job.Pipeline, job.Title, job.Status, job.Attempt, job.LastEventId.ToString(), job.CreatedAt, job.StartedAt, job.EndedAt,
            job.CancelRequested, job.RetryOf, urls.StreamUrl, urls.SnapshotUrl,
            ActivityContext.TryParse(job.Traceparent, null, out var trace) ? trace.TraceId.ToHexString() : null);
    }
}

/// <param name="Next">The <c>cursor</c> of the next page, or null at the end.</param>
public sealed record JobListing(IReadOnlyList<JobSummary> Jobs, string? Next);

/// <param name="SamplePace">The <c>pace</c> that a sample may be started with to be watched, in characters a second; null where that is off.</param>
public sealed record PipelineListing(IReadOnlyList<PipelineDescriptor> Pipelines, int? SamplePace = null);

/// <param name="Events">Payloads as in the log.</param>
/// <param name="Next">The <c>after</c> of the next page.</param>
/// <param name="Done">The last of these events is the job's last event: there is no next page.</param>
public sealed record EventPage(IReadOnlyList<JsonElement> Events, string Next, bool Done);

public sealed record CancelResponse(Guid JobId, string Status);

[JsonSerializable(typeof(StartedJob))]
[JsonSerializable(typeof(JobSummary))]
[JsonSerializable(typeof(JobListing))]
[JsonSerializable(typeof(PipelineListing))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(CancelResponse))]
[JsonSerializable(typeof(GivenInput))]
[JsonSerializable(typeof(JobSnapshot))]
internal sealed partial class JobsJson : JsonSerializerContext;
