using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Configuration section <c>Worker</c>.</summary>
public sealed class WorkerOptions
{
    public const string Section = "Worker";

    /// <summary>Jobs that one worker runs at a time. 1 to 256; 4 by default.</summary>
    [Range(1, 256)]
    public int Concurrency { get; set; } = 4;

    /// <summary>How often a failing step is tried again before the job fails. 0 to 20; 3 by default.</summary>
    [Range(0, 20)]
    public int StepRetries { get; set; } = 3;

    /// <summary>Delay before the first retry; it doubles with each, with jitter. 1 ms to 10 minutes; 1 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long one try of a step may take. 1 s to 24 hours; 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan StepDeadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a job may take from its creation to its end. 1 s to 30 days; 1 hour by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan JobDeadline { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// How long the code of a job may go on after a cancel or a deadline. Then the job ends without it, and while that code runs its slot
    /// is lost. 1 s to 1 hour; 30 s by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan AbandonAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A step that writes no event for this long is reported as silent. 1 s to 1 day; 2 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SilentAfter { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether a worker whose slots are all lost ends its process with exit code 1, so that another one replaces it. True by default.</summary>
    public bool ExitWithoutSlots { get; set; } = true;
}
