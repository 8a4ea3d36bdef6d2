using System.Text.Json;

namespace AspireStreaming.Streaming.Execution;

/// <summary>What a job executes: a list of named steps.</summary>
public interface IPipeline
{
    /// <summary>What the Api shows: name, steps, input schema, sample.</summary>
    PipelineDescriptor Descriptor { get; }

    /// <summary>
    /// Runs the steps by <see cref="JobContext.StepAsync"/>. After a crash it runs again from the top, and finished
    /// steps return their output without running. So the code between the steps must only pass outputs on.
    /// </summary>
    /// <returns>The <c>summary</c> of the job's <c>done</c> event.</returns>
    /// <exception cref="PipelineException">The job can't be done, with the reason for its <c>job_error</c>.</exception>
    Task<JsonElement?> RunAsync(JobContext job);
}
