using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Execution;

/// <summary>The jobs that this worker executes. One that was queued again may run twice for a moment, the first time without the right to write.</summary>
internal sealed class RunningJobs
{
    private readonly ConcurrentDictionary<Guid, RunningJob> _running = new();
    private readonly string[] _pipelines;
    private readonly int _mostEvents;

    public RunningJobs(IEnumerable<IPipeline> pipelines, IOptions<StreamingOptions> options)
    {
        _pipelines = [.. pipelines.Select(pipeline => pipeline.Descriptor.Name)];
        _mostEvents = options.Value.MaxEventsPerJob;
        JobMetrics.ObserveRunning(Count, () => LogUsage);
    }

    public IReadOnlyList<Guid> Running => [.. _running.Keys];

    /// <summary>The jobs whose step shows no sign of life.</summary>
    public IReadOnlyList<Guid> Silent => [.. _running.Where(job => job.Value.Silent).Select(job => job.Key)];

    /// <summary>Events of the fullest log, as a part of <see cref="StreamingOptions.MaxEventsPerJob"/>; 0 without a job.</summary>
    public double LogUsage => Executions.Select(execution => (double)execution.Seq / _mostEvents).DefaultIfEmpty().Max();

    private IEnumerable<JobExecution> Executions => _running.Values.Select(job => job.Execution).OfType<JobExecution>();

    public void Add(Guid jobId) => _running.AddOrUpdate(jobId, new RunningJob(1), static (_, job) => job with { Count = job.Count + 1, Silent = false });

    public void Remove(Guid jobId)
    {
        var left = _running.AddOrUpdate(jobId, new RunningJob(0), static (_, job) => job with { Count = job.Count - 1 });
        if (left.Count <= 0)
        {
            _running.TryRemove(new(jobId, left)); // unless it was added again
        }
    }

    /// <summary>Notes the attempt of a job that was added; it replaces one that has no right to write any more.</summary>
    public void Begin(Guid jobId, JobExecution execution) => Change(jobId, job => job with { Execution = execution });

    public void End(Guid jobId, JobExecution execution) => Change(jobId, job => job.Execution == execution ? job with { Execution = null } : job);

    /// <summary>Notes whether the step of a job shows signs of life. Does nothing for a job that does not run any more.</summary>
    public void SetSilent(Guid jobId, bool silent) => Change(jobId, job => job with { Silent = silent });

    /// <summary>The jobs of each pipeline whose attempt has begun; 0 for one without a job.</summary>
    public IEnumerable<(string Pipeline, int Jobs)> Count() => Executions
        .CountBy(execution => execution.Pipeline)
        .Concat(_pipelines.Select(name => KeyValuePair.Create(name, 0)))
        .GroupBy(count => count.Key, count => count.Value, (name, counts) => (name, counts.Sum()));

    private void Change(Guid jobId, Func<RunningJob, RunningJob> change)
    {
        while (_running.TryGetValue(jobId, out var job) && !_running.TryUpdate(jobId, change(job), job))
        {
            // Another thread has changed it meanwhile.
        }
    }

    /// <param name="Count">How many times it runs.</param>
    /// <param name="Silent">Its step shows no sign of life.</param>
    /// <param name="Execution">Its newest attempt; null before it has begun.</param>
    private readonly record struct RunningJob(int Count, bool Silent = false, JobExecution? Execution = null);
}
