using System.Text.Json;
using AspireStreaming.Streaming.Events;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming.Execution;

/// <summary>The execution of one job in this worker: from the claim to the end, over one or more attempts.</summary>
internal sealed class JobExecution(
    AttemptStart start,
    AttemptSpan span,
    IPipeline? pipeline,
    IJobStore store,
    IJobLog log,
    ClaimHold hold,
    RunningJobs running,
    WorkerOptions options,
    StreamingOptions streaming,
    string worker,
    INodeRegistry nodes,
    TimeProvider time,
    ILogger logger) : IAsyncDisposable
{
    /// <summary>How long a job is kept from this worker's next claim, so that the worker that has its pipeline gets it.</summary>
    private static readonly TimeSpan PassOnDelay = TimeSpan.FromSeconds(1);

    private AttemptStart _start = start;
    private JobWriter? _writer;

    public WorkerOptions Options => options;

    /// <summary>The name of the pipeline, which this worker may not have.</summary>
    public string Pipeline => _start.Pipeline;

    public JobOwner? Owner => _start.Owner;

    /// <summary>The name of a step in metrics: names that the pipeline did not declare share one.</summary>
    public string Measured(string step) => pipeline?.Descriptor.Steps.Contains(step) == true ? step : "_OTHER";

    /// <summary>Events in the job's log.</summary>
    public long Seq => _writer?.Seq ?? _start.Seq;

    public TimeProvider Time => time;

    /// <summary>The span of the current attempt.</summary>
    public AttemptSpan Span { get; private set; } = span;

    public JobWriter Writer => _writer ?? throw new InvalidOperationException("The attempt has not begun.");

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Checkpoints { get; private set; } =
        new Dictionary<string, ReadOnlyMemory<byte>>();

    public PipelineCode Code { get; } = new(options, time);

    /// <summary>Notes whether the step that runs shows signs of life.</summary>
    public void SetSilent(bool silent) => running.SetSilent(_start.JobId, silent);

    public async Task<ExecutionOutcome> RunAsync(CancellationToken stopping)
    {
        var left = _start.CreatedAt + options.JobDeadline - time.GetUtcNow();
        // A clock that was set back gives a negative age, which must not extend the job's time.
        using var deadline = new CancellationTokenSource(
            left < TimeSpan.Zero ? TimeSpan.Zero : left < options.JobDeadline ? left : options.JobDeadline, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping, hold.Canceled, hold.Lost, deadline.Token);
        try
        {
            return await RunAttemptsAsync(ends.Token, deadline.Token, stopping);
        }
        catch (AppendRefusedException e) when (e.Outcome is AppendOutcome.Ended or AppendOutcome.Gone)
        {
            return ExecutionOutcome.Ended;
        }
        catch (AppendRefusedException)
        {
            return await StorePatience.AskAsync(hold.GiveWayAsync, time, CancellationToken.None, tries: 10);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return await HandBackAsync(); // the worker stopped before another end was written
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }
    }

    /// <summary>Begins a new attempt of the same worker after a failed step. The uncommitted work of the failed try is void.</summary>
    /// <exception cref="AppendRefusedException">Another attempt began, or the job has ended.</exception>
    public async Task BeginStepAgainAsync(CancellationToken cancellationToken)
    {
        if (!await BeginAgainAsync(cancellationToken))
        {
            throw new AppendRefusedException(_start.JobId, _start.Attempt, AppendOutcome.Fenced);
        }

        await OpenAsync(ResetReason.StepFailed, cancellationToken);
    }

    private async Task<ExecutionOutcome> RunAttemptsAsync(CancellationToken ends, CancellationToken deadline, CancellationToken stopping)
    {
        string reason = _start.Interrupted ? ResetReason.WorkerLost : ResetReason.HandedBack;
        try
        {
            while (true)
            {
                try
                {
                    return await RunAttemptAsync(reason, ends, stopping);
                }
                catch (AppendRefusedException e) when (e.Outcome == AppendOutcome.Conflict)
                {
                    using var scope = Span.Enter();
                    logger.LogWarning("The log of job {JobId} lost events: the job continues from the events that are left", _start.JobId);
                    reason = ResetReason.LogTruncated;
                }
                catch (AppendRefusedException e) when (e.Outcome == AppendOutcome.Full)
                {
                    return await FailAnewAsync(
                        new JobErrorEvent("too_many_events", $"The job's log has reached its limit of {streaming.MaxEventsPerJob} events."), stopping);
                }

                if (!await BeginAgainAsync(ends))
                {
                    return ExecutionOutcome.Lost;
                }
            }
        }
        catch (OperationCanceledException) when (hold.Lost.IsCancellationRequested)
        {
            return ExecutionOutcome.Lost;
        }
        catch (OperationCanceledException) when (hold.Canceled.IsCancellationRequested)
        {
            return await EndEarlyAsync(JobStatus.Canceled, hold.CancelReason, null, stopping);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            var late = new JobErrorEvent("deadline_exceeded", $"The job took longer than {options.JobDeadline}.");
            return await EndEarlyAsync(JobStatus.Failed, late.Message, late, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return await HandBackAsync();
        }
    }

    private async Task<ExecutionOutcome> RunAttemptAsync(string reason, CancellationToken cancellationToken, CancellationToken stopping)
    {
        await OpenAsync(reason, cancellationToken);
        if (_start.CancelReason is not null)
        {
            return await EndAsync(JobStatus.Canceled, _start.CancelReason, null, null, cancellationToken);
        }

        if (_start.Crashes >= streaming.MaxAttempts)
        {
            var poison = new JobErrorEvent(
                JobErrorCodes.Poison, $"{_start.Crashes} workers in a row were lost while they executed this job; it is not handed on any more.");
            return await EndAsync(JobStatus.Failed, poison.Message, poison, null, cancellationToken);
        }

        var input = await StorePatience.AskAsync(token => store.GetInputAsync(_start.JobId, token), time, cancellationToken);
        if (pipeline is null && await StorePatience.AskAsync(token => nodes.IsExecutedElsewhereAsync(_start.Pipeline, worker, token), time, cancellationToken))
        {
            // While a version with a new pipeline is rolled out, workers of both versions claim from one queue.
            var passed = await HandBackAsync($"This worker has no pipeline '{_start.Pipeline}', and another one has it.");
            await Task.Delay(PassOnDelay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return passed;
        }

        if (pipeline is null || input is null)
        {
            var unknown = new JobErrorEvent("unknown_pipeline", $"This worker has no pipeline '{_start.Pipeline}'.", Retryable: true);
            return await EndAsync(JobStatus.Failed, unknown.Message, unknown, null, cancellationToken);
        }

        try
        {
            var summary = await RunPipelineAsync(pipeline, new JobContext(this, _start.JobId, input, cancellationToken), stopping);
            return await EndAsync(JobStatus.Completed, null, null, summary, cancellationToken);
        }
        catch (PipelineException e)
        {
            var error = new JobErrorEvent(e.Code, e.Message, e.Details, e.Retryable);
            return await EndAsync(JobStatus.Failed, e.Message, error, null, cancellationToken);
        }
        catch (Exception e) when (e is not AppendRefusedException && !cancellationToken.IsCancellationRequested)
        {
            // A defect of the pipeline between its steps: another worker would fail too. The watchers get
            // only the type of the exception, the operator also where it was thrown.
            using (Span.Enter())
            {
                logger.LogError("Pipeline {Pipeline} of job {JobId} has a defect: {Error}", _start.Pipeline, _start.JobId, e.Outline());
            }

            return await FailAnewAsync(
                new JobErrorEvent("internal_error", $"Pipeline '{_start.Pipeline}' broke off unexpectedly ({e.GetType().Name})."), cancellationToken);
        }
    }

    private async Task<JsonElement?> RunPipelineAsync(IPipeline running, JobContext context, CancellationToken stopping)
    {
        Span.Activate();
        try
        {
            return await Code.RunAsync(running, context, stopping);
        }
        catch (OperationCanceledException) when (Code.IsAbandoned)
        {
            using var scope = Span.Enter();
            logger.LogError("Pipeline {Pipeline} of job {JobId} ignores its token: the job ends without it", _start.Pipeline, _start.JobId);
            throw;
        }
    }

    /// <summary>Opens the attempt in the log: voids uncommitted events, and sets the job running.</summary>
    private async Task OpenAsync(string reason, CancellationToken cancellationToken)
    {
        using var scope = Span.Enter();
        await DisposeAsync();
        _writer = new JobWriter(log, _start, time, logger, hold.LookNow); // first, so that the writer exists after any error
        var reading = StorePatience.AskAsync(token => store.GetCheckpointsAsync(_start.JobId, token), time, cancellationToken);
        await Task.WhenAll(reading, Span.NoteAsync(store, cancellationToken));
        Checkpoints = await reading;
        var opening = new List<EventPayload>();
        if (_start.Attempt > 1)
        {
            opening.Add(await StorePatience.AskAsync(
                token => AttemptRecovery.ReadAsync(log, _start.JobId, Checkpoints, reason, token), time, cancellationToken));
        }

        opening.Add(new JobStatusEvent(JobStatus.Running, Worker: worker));
        await _writer.CommitAsync("", opening, null, JobStatus.Running, cancellationToken);
    }

    private async Task<bool> BeginAgainAsync(CancellationToken cancellationToken)
    {
        var again = await StorePatience.AskAsync(
            token => store.BeginAttemptAsync(_start.JobId, null, _start.Attempt, token), time, cancellationToken);
        (_start, Span) = again is null ? (_start, Span) : (again, Span.Replace(again));
        return again is not null;
    }

    private async Task<ExecutionOutcome> EndAsync(
        JobStatus status, string? message, JobErrorEvent? error, JsonElement? summary, CancellationToken cancellationToken)
    {
        using var scope = Span.Enter();
        var ending = new List<EventPayload>();
        if (error is not null)
        {
            ending.Add(error);
        }

        ending.Add(new JobStatusEvent(status, message));
        ending.Add(new DoneEvent(status, summary));
        await Writer.CommitAsync("", ending, null, status, cancellationToken);
        Span.End(status.Name(), error?.Code);
        return ExecutionOutcome.Ended;
    }

    private Task<ExecutionOutcome> FailAnewAsync(JobErrorEvent error, CancellationToken cancellationToken) =>
        EndAnewAsync(JobStatus.Failed, error.Message, error, cancellationToken);

    /// <summary>Ends the job before its pipeline: in a new attempt when the pipeline still runs and could write.</summary>
    private Task<ExecutionOutcome> EndEarlyAsync(JobStatus status, string? message, JobErrorEvent? error, CancellationToken cancellationToken) =>
        Code.IsAbandoned ? EndAnewAsync(status, message, error, cancellationToken) : EndAsync(status, message, error, null, cancellationToken);

    /// <summary>Ends the job in a new attempt: works also when the writer of this attempt is lost.</summary>
    private async Task<ExecutionOutcome> EndAnewAsync(JobStatus status, string? message, JobErrorEvent? error, CancellationToken cancellationToken)
    {
        if (!await BeginAgainAsync(cancellationToken))
        {
            return ExecutionOutcome.Lost;
        }

        await DisposeAsync();
        _writer = new JobWriter(log, _start, time, logger);
        return await EndAsync(status, message, error, null, cancellationToken);
    }

    private async Task<ExecutionOutcome> HandBackAsync(string reason = "The worker is shutting down.")
    {
        using var scope = Span.Enter();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
        try
        {
            await Writer.CommitAsync("", [new JobStatusEvent(JobStatus.Queued, reason)], null, JobStatus.Queued, soon.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or AppendRefusedException or InvalidOperationException)
        {
            logger.LogWarning("Job {JobId} is handed back without an event in its log: {Reason}", _start.JobId, e.Message);
        }

        return ExecutionOutcome.HandedBack;
    }
}
