using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <param name="Percent">0 to 100, of this step.</param>
/// <param name="Current">Items done, where the step goes through items.</param>
/// <param name="Total">Items in all.</param>
/// <param name="EtaSec">Estimated seconds to the end of the step; absent while there is no estimate.</param>
public sealed record StepProgressEvent(
    string Step,
    StepStatus Status,
    int Percent,
    int? Current = null,
    int? Total = null,
    double? EtaSec = null,
    string? Message = null) : EventPayload
{
    protected override string TypeName => EventTypes.StepProgress;
}

[JsonConverter(typeof(SnakeCaseEnum<StepStatus>))]
public enum StepStatus
{
    /// <summary>In a snapshot only: the step has not begun.</summary>
    Pending,
    Started,
    Running,
    Completed,
    Failed,
    Skipped,
}
