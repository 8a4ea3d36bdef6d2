using System.Text.Json;

namespace AspireStreaming.Streaming.Execution;

/// <summary>What a job executes: a list of named steps.</summary>
public interface IPipeline
{
    /// <summary>The description that the Api shows: name, steps, input schema, sample.</summary>
    PipelineDescriptor Descriptor { get; }

    /// <summary>
    /// Runs the steps with <see cref="JobContext.StepAsync"/>. After a crash it runs again from the start, and finished
    /// steps return their output without running. So the code between the steps must only pass outputs to the next steps.
    /// </summary>
    /// <returns>The <c>summary</c> of the job's <c>done</c> event.</returns>
    /// <exception cref="PipelineException">The job can't be done, with the reason for its <c>job_error</c>.</exception>
    Task<JsonElement?> RunAsync(JobContext job);
}
