using System.Collections.Concurrent;
using System.Text.Json;

namespace AspireStreaming.Streaming.Execution;

/// <summary>The code of a pipeline that runs for one job: the pipeline and its steps. It may ignore its token and outlive the job.</summary>
internal sealed class PipelineCode(WorkerOptions options, TimeProvider time)
{
    /// <summary>When the worker stops, the job must be handed back soon.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(3);

    private readonly ConcurrentBag<Task> _running = [];

    /// <summary>The job goes on without the pipeline, which could still write.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>Ends when all code has ended: later than the job, if the code ignores its token.</summary>
    public Task Ended => Task.WhenAll(_running);

    /// <summary>Notes code that runs.</summary>
    public Task<T> Track<T>(Task<T> code)
    {
        _running.Add(code);
        return code;
    }

    /// <summary>Runs the pipeline on its own thread. Abandons it when it goes on for too long after its token ends.</summary>
    /// <exception cref="OperationCanceledException">The token ended, or the pipeline is abandoned.</exception>
    public async Task<JsonElement?> RunAsync(IPipeline pipeline, JobContext context, CancellationToken stopping)
    {
        var code = Track(Task.Run(() => pipeline.RunAsync(context), CancellationToken.None));
        using var abandon = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var ends = context.Cancellation.UnsafeRegister(_ => Abandon(), null);
        await using var stops = stopping.UnsafeRegister(_ => Abandon(), null); // also after a cancel: then it must be quicker
        try
        {
            return await code.WaitAsync(abandon.Token);
        }
        catch (OperationCanceledException e) when (abandon.IsCancellationRequested && !code.IsCompleted)
        {
            IsAbandoned = true;
            throw new OperationCanceledException("The pipeline ignores its token.", e, context.Cancellation);
        }

        void Abandon() => abandon.CancelAfter(stopping.IsCancellationRequested ? LongestStop : options.AbandonAfter);
    }
}
