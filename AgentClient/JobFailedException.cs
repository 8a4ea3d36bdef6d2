using AspireStreaming.Streaming;

namespace AspireStreaming.Client.Agents;

/// <summary>The job of a run failed or was canceled.</summary>
public sealed class JobFailedException : Exception
{
    private JobFailedException(JobSnapshot job)
        : base(job.Error?.Message ?? job.Message ?? $"The job has ended as {job.Status.Name()}.") => Job = job;

    /// <summary>The state of the job at its end. Its status is failed or canceled; its error has a code for programs.</summary>
    public JobSnapshot Job { get; }

    internal static void ThrowIfFailed(JobSnapshot job)
    {
        if (job.Status is JobStatus.Failed or JobStatus.Canceled)
        {
            throw new JobFailedException(job);
        }
    }
}
