using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming;

[JsonConverter(typeof(SnakeCaseEnum<JobStatus>))]
public enum JobStatus
{
    Queued,
    Running,
    Retrying,
    Completed,
    Failed,
    Canceled,
}

public static class JobStatuses
{
    /// <summary>True for completed, failed and canceled: nothing follows them.</summary>
    public static bool IsTerminal(this JobStatus status) => status >= JobStatus.Completed;

    /// <summary>Whether a stored status name belongs to a job that has not ended.</summary>
    public static bool IsActive(string? name) => TryParse(name, out var status) && !status.IsTerminal();

    public static string Name(this JobStatus status) => status switch
    {
        JobStatus.Queued => "queued",
        JobStatus.Running => "running",
        JobStatus.Retrying => "retrying",
        JobStatus.Completed => "completed",
        JobStatus.Failed => "failed",
        JobStatus.Canceled => "canceled",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    public static bool TryParse(string? name, out JobStatus status)
    {
        foreach (var candidate in Enum.GetValues<JobStatus>())
        {
            if (candidate.Name() == name)
            {
                status = candidate;
                return true;
            }
        }

        status = default;
        return false;
    }
}
