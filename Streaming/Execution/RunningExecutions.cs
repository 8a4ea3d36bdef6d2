using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Execution;

/// <summary>The executions of this worker, for its metrics.</summary>
internal sealed class RunningExecutions
{
    private readonly ConcurrentDictionary<JobExecution, byte> _running = new();
    private readonly string[] _pipelines;
    private readonly int _mostEvents;

    public RunningExecutions(IEnumerable<IPipeline> pipelines, IOptions<StreamingOptions> options)
    {
        _pipelines = [.. pipelines.Select(pipeline => pipeline.Descriptor.Name)];
        _mostEvents = options.Value.MaxEventsPerJob;
        JobMetrics.ObserveRunning(Count, () => LogUsage);
    }

    /// <summary>Events of the fullest log, as a part of <see cref="StreamingOptions.MaxEventsPerJob"/>; 0 without a job.</summary>
    public double LogUsage => _running.Keys.Select(execution => (double)execution.Seq / _mostEvents).DefaultIfEmpty().Max();

    public void Add(JobExecution execution) => _running[execution] = 0;

    public void Remove(JobExecution execution) => _running.TryRemove(execution, out _);

    /// <summary>The running jobs of each pipeline; 0 for one without a job.</summary>
    public IEnumerable<(string Pipeline, int Jobs)> Count() => _running.Keys
        .CountBy(execution => execution.Pipeline)
        .Concat(_pipelines.Select(name => KeyValuePair.Create(name, 0)))
        .GroupBy(count => count.Key, count => count.Value, (name, counts) => (name, counts.Sum()));
}
