using System.Text.Json;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming;

/// <summary>
/// The state of a job after its event <see cref="LastEventId"/>: the fold of its log by <see cref="SnapshotReducer"/>. A
/// watcher continues with the events after that id and misses none.
/// </summary>
public sealed record JobSnapshot
{
    public required Guid JobId { get; init; }
    public string? Pipeline { get; init; }

    /// <summary>What the job is called: given at its start, or read from its input.</summary>
    public string? Title { get; init; }

    /// <summary>The job is a sample, replayed at this many characters a second; null for every other job.</summary>
    public int? Pace { get; init; }
    public JobStatus Status { get; init; }
    public string? Message { get; init; }
    public int Attempt { get; init; }
    public Guid? RetryOf { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The running step, or else the last step that ran.</summary>
    public string? CurrentStep { get; init; }
    public IReadOnlyList<StepProgressEvent> Steps { get; init; } = [];
    public IReadOnlyList<InsightEmittedEvent> Insights { get; init; } = [];
    public IReadOnlyList<MetricUpdateEvent> Metrics { get; init; } = [];
    public IReadOnlyList<ValidationUpdateEvent> Validations { get; init; } = [];
    public IReadOnlyList<DiffChunkEvent> Diffs { get; init; } = [];
    public IReadOnlyList<ResultEvent> Results { get; init; } = [];
    public IReadOnlyList<SnapshotText> Texts { get; init; } = [];
    public IReadOnlyList<TimelineEvent> Timeline { get; init; } = [];
    public JobErrorEvent? Error { get; init; }
    public JsonElement? Summary { get; init; }

    /// <summary>The number of folded events: the seq of the last one.</summary>
    public long EventCount { get; init; }

    /// <summary>The cursor: <c>0-0</c> before the first event.</summary>
    public string LastEventId { get; init; } = EventId.None.ToString();

    /// <summary>The <see cref="LogDigest"/> over all events up to the cursor, in lower-case hex.</summary>
    public string Digest { get; init; } = "";
}

/// <param name="Text">The text so far.</param>
public sealed record SnapshotText(string Target, string Text);
