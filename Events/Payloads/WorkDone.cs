namespace AspireStreaming.Streaming.Events;

/// <summary>What finished work took: an item of a step, or a step that called a model. It is in the log only, not in snapshots.</summary>
/// <param name="Ms">Milliseconds of the work, its waits included. 0 or more.</param>
/// <param name="Item">The key of the item; absent for the step itself.</param>
/// <param name="Calls">Calls to a model in this work, in the order of their ends; absent without any.</param>
public sealed record WorkDone(double Ms, string? Item = null, IReadOnlyList<ModelUse>? Calls = null);

/// <summary>One call to a model.</summary>
/// <param name="At">When it began.</param>
/// <param name="Ms">Milliseconds that the model took.</param>
/// <param name="InputTokens">Absent where the endpoint does not tell.</param>
/// <param name="Cost">In the currency of the configured prices; absent without prices.</param>
/// <param name="Error">The code of the error, if the call failed.</param>
public sealed record ModelUse(
    string Model, DateTimeOffset At, double Ms, long? InputTokens = null, long? OutputTokens = null, double? Cost = null, string? Error = null);
