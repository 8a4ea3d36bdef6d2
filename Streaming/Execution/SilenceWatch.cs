using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming.Execution;

/// <summary>
/// Reports in the log that a step shows no sign of life: nothing was written for <see cref="WorkerOptions.SilentAfter"/>. Reports its next
/// event too.
/// </summary>
internal sealed class SilenceWatch : IAsyncDisposable
{
    private const int TicksPerLimit = 4;

    private readonly JobWriter _writer;
    private readonly string _step;
    private readonly TimeSpan _limit;
    private readonly Action<bool> _changed;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stop = new();
    private Task _reporting = Task.CompletedTask;
    private long _seen;
    private int _quietTicks;
    private bool _silent;

    /// <param name="writer">The writer of the attempt.</param>
    /// <param name="step">The step that runs.</param>
    /// <param name="changed">Called when the step becomes silent (true) and when it is no longer.</param>
    public SilenceWatch(JobWriter writer, string step, TimeSpan limit, Action<bool> changed, TimeProvider time)
    {
        (_writer, _step, _limit, _changed, _seen) = (writer, step, limit, changed, writer.Accepted);
        _timer = time.CreateTimer(static watch => ((SilenceWatch)watch!).Tick(), this, limit / TicksPerLimit, limit / TicksPerLimit);
    }

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _stop.CancelAsync();
        _changed(false);
        await _reporting;
        _stop.Dispose();
    }

    /// <summary>Ticks don't overlap by more than a few instructions: the period is a quarter of a second at least.</summary>
    private void Tick()
    {
        long accepted = _writer.Accepted;
        bool alive = accepted != _seen;
        _seen = accepted;
        _quietTicks = alive ? 0 : _quietTicks + 1;
        if (alive && _silent)
        {
            Report(new JobStatusEvent(JobStatus.Running));
        }
        else if (_quietTicks == TicksPerLimit && !_silent)
        {
            Report(new JobStatusEvent(JobStatus.Running, $"Step '{_step}' has shown no sign of life for {_limit.TotalSeconds:0.#} s."));
        }
    }

    private void Report(JobStatusEvent status)
    {
        _silent = status.Message is not null;
        _changed(_silent);
        _seen++; // this event is no sign of life
        _reporting = ReportAsync(status);
    }

    private async Task ReportAsync(JobStatusEvent status)
    {
        try
        {
            await _writer.EmitAsync("", status, _stop.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or AppendRefusedException or ObjectDisposedException)
        {
            // The step or its attempt has ended.
        }
    }
}
