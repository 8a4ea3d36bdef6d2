using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <param name="Percent">Progress of this step, 0 to 100.</param>
/// <param name="Current">Finished items, if the step has items.</param>
/// <param name="Total">Number of all items.</param>
/// <param name="EtaSec">Estimated seconds to the end of the step; absent while there is no estimate.</param>
/// <param name="Work">What the work took that has just finished; absent while none has.</param>
public sealed record StepProgressEvent(
    string Step,
    StepStatus Status,
    int Percent,
    int? Current = null,
    int? Total = null,
    double? EtaSec = null,
    string? Message = null,
    WorkDone? Work = null) : EventPayload
{
    protected override string TypeName => EventTypes.StepProgress;
}

[JsonConverter(typeof(SnakeCaseEnum<StepStatus>))]
public enum StepStatus
{
    /// <summary>Only in a snapshot: the step has not begun.</summary>
    Pending,
    Started,
    Running,
    Completed,
    Failed,
    Skipped,
}
