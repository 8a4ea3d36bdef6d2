namespace AspireStreaming.Streaming;

/// <summary>Codes of <c>job_error</c> events that the engine itself writes and measures.</summary>
internal static class JobErrorCodes
{
    /// <summary>Too many workers in a row were lost while they executed the job.</summary>
    public const string Poison = "poison";

    /// <summary>A try of a step took longer than its deadline.</summary>
    public const string StepTimeout = "step_timeout";
}
