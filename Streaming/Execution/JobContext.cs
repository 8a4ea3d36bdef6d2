using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AspireStreaming.Streaming.Events;
using Polly;
using Polly.Retry;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Gives a pipeline its input and runs its steps.</summary>
public sealed class JobContext
{
    private readonly JobExecution _execution;
    private readonly ReadingPace? _pace;

    internal JobContext(JobExecution execution, Guid jobId, JobInput input, CancellationToken cancellation)
    {
        (_execution, JobId, Input, Cancellation) = (execution, jobId, input, cancellation);
        _pace = input.Pace is { } pace ? new ReadingPace(pace, execution.Time) : null;
    }

    public Guid JobId { get; }

    /// <summary>The caller that started the job; null for an anonymous one. Only its jobs and projects may be used.</summary>
    public JobOwner? Owner => _execution.Owner;

    public JobInput Input { get; }

    /// <summary>The job must end: canceled, out of time, or the worker stops.</summary>
    public CancellationToken Cancellation { get; }

    /// <exception cref="PipelineException"><c>bad_request</c>: the request isn't of that type.</exception>
    public T Request<T>(JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(Input.Request.Span, type)
                ?? throw new PipelineException("bad_request", "The request is empty.");
        }
        catch (JsonException e)
        {
            throw new PipelineException("bad_request", $"The request can't be read: {e.Message}", inner: e);
        }
    }

    /// <summary>
    /// Runs a step once: its output is committed together with its last event, and a later attempt reads the output and does not
    /// run the step. A failed step is tried again with growing delays.
    /// </summary>
    /// <param name="step">One of the descriptor's steps.</param>
    /// <param name="output">How the output is kept.</param>
    /// <param name="work">The work. It must end soon after <see cref="StepContext.Cancellation"/>.</param>
    /// <exception cref="PipelineException">The step failed for good.</exception>
    public async Task<T> StepAsync<T>(string step, JsonTypeInfo<T> output, Func<StepContext, Task<T>> work)
    {
        if (_execution.Checkpoints.TryGetValue(step, out var finished))
        {
            return JsonSerializer.Deserialize(finished.Span, output)!;
        }

        int tries = 0;
        try
        {
            return await RetryPolicy(step).ExecuteAsync(
                async cancellation =>
                {
                    if (tries++ > 0)
                    {
                        await _execution.BeginStepAgainAsync(cancellation);
                    }

                    return await MeasureAsync(step, () => TryAsync(step, output, work, cancellation));
                },
                Cancellation);
        }
        catch (PipelineException e)
        {
            using var scope = _execution.Span.Enter();
            await _execution.Writer.EmitAsync("", new StepProgressEvent(step, StepStatus.Failed, 0, Message: e.Message), Cancellation);
            throw;
        }
    }

    /// <summary>Measures the time and the cost of one try.</summary>
    private async Task<T> MeasureAsync<T>(string step, Func<Task<T>> attempt)
    {
        long began = _execution.Time.GetTimestamp();
        string outcome = "failed";
        using var cost = WorkCost.Begin(_execution.Pipeline, _execution.Measured(step));
        try
        {
            var result = await attempt();
            outcome = "completed";
            cost.Keep();
            return result;
        }
        catch (PipelineException e) when (e.Code == JobErrorCodes.StepTimeout)
        {
            outcome = "timed_out";
            throw;
        }
        catch (AppendRefusedException)
        {
            outcome = "refused"; // another attempt goes on, or the log is full
            throw;
        }
        catch (OperationCanceledException)
        {
            outcome = "canceled";
            throw;
        }
        finally
        {
            if (_pace is null) // a replay says nothing of how long the work takes
            {
                JobMetrics.StepDuration.Record(
                    _execution.Time.GetElapsedTime(began).TotalSeconds,
                    JobMetrics.Pipeline(_execution.Pipeline), JobMetrics.Step(_execution.Measured(step)), JobMetrics.Outcome(outcome));
            }
        }
    }

    private async Task<T> TryAsync<T>(string step, JsonTypeInfo<T> output, Func<StepContext, Task<T>> work, CancellationToken cancellation)
    {
        using var scope = _execution.Span.Enter();
        using var span = StreamingDiagnostics.Activities.StartActivity(TraceNames.Step(step));
        span?.SetTag(TraceNames.JobId, JobId.ToString("D")).SetTag(TraceNames.JobStep, step);
        try
        {
            return await RunAsync(step, output, work, cancellation);
        }
        catch (PipelineException e)
        {
            span.Fail(e.Code);
            throw;
        }
    }

    private async Task<T> RunAsync<T>(string step, JsonTypeInfo<T> output, Func<StepContext, Task<T>> work, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_execution.Options.StepDeadline, _execution.Time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        long began = _execution.Time.GetTimestamp();
        var context = new StepContext(_execution.Writer, _execution.Checkpoints, step, step, _execution.Time, _pace, ends.Token);
        try
        {
            await context.EmitAsync(new StepProgressEvent(step, StepStatus.Started, 0));
            await using var silence = new SilenceWatch(_execution.Writer, step, _execution.Options.SilentAfter, _execution.SetSilent, _execution.Time);
            // On its own thread, and not awaited after its token ends: a step that ignores its token can't delay a cancel.
            // The log refuses later events of the step.
            var result = await _execution.Code.Track(Task.Run(() => work(context), ends.Token)).WaitAsync(ends.Token);
            await _execution.Writer.CommitAsync(
                step,
                [new StepProgressEvent(step, StepStatus.Completed, 100, Work: WorkOf(began))],
                new Checkpoint(step, JsonSerializer.SerializeToUtf8Bytes(result, output)),
                null,
                ends.Token);
            return result;
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new PipelineException(JobErrorCodes.StepTimeout, $"Step '{step}' took longer than {_execution.Options.StepDeadline}.", retryable: true, inner: e);
        }
        catch (Exception e) when (e is not (PipelineException or AppendRefusedException)
            && !(e is OperationCanceledException && ends.IsCancellationRequested)) // thrown by the step itself, such as a request's time-out
        {
            throw new PipelineException("step_failed", $"Step '{step}' failed: {e.Message}", retryable: true, inner: e);
        }
    }

    /// <summary>The times of the step's events tell how long it took; its calls to models need more.</summary>
    private WorkDone? WorkOf(long began) => WorkCost.CurrentCalls is { } calls
        ? new WorkDone(Math.Round(_execution.Time.GetElapsedTime(began).TotalMilliseconds, 1), Calls: calls)
        : null;

    private ResiliencePipeline RetryPolicy(string step)
    {
        if (_execution.Options.StepRetries == 0)
        {
            return ResiliencePipeline.Empty;
        }

        return new ResiliencePipelineBuilder { TimeProvider = _execution.Time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<PipelineException>(e => e.Retryable),
                MaxRetryAttempts = _execution.Options.StepRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _execution.Options.RetryDelay,
                DelayGenerator = retry => ValueTask.FromResult((retry.Outcome.Exception as PipelineException)?.RetryAfter),
                OnRetry = async retry =>
                {
                    JobMetrics.Retries.Add(1, JobMetrics.Pipeline(_execution.Pipeline));
                    using var scope = _execution.Span.Enter();
                    await _execution.Writer.CommitAsync(
                        "",
                        [new JobStatusEvent(
                            JobStatus.Retrying,
                            $"Step '{step}' failed ({retry.Outcome.Exception?.Message}); try {retry.AttemptNumber + 2} of {_execution.Options.StepRetries + 1} in {retry.RetryDelay.TotalSeconds:0.0} s.")],
                        null,
                        JobStatus.Retrying,
                        Cancellation);
                },
            })
            .Build();
    }
}
