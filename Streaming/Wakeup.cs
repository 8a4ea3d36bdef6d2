using System.Threading.Tasks.Sources;

namespace AspireStreaming.Streaming;

/// <summary>
/// A signal with many senders and one waiter. Signals that arrive together count as one. A wait allocates nothing.
/// </summary>
public sealed class Wakeup : IValueTaskSource
{
    private const int Idle = 0;
    private const int Signaled = 1;
    private const int Waiting = 2;

    private ManualResetValueTaskSourceCore<bool> _core;
    private int _state;

    /// <param name="inline">
    /// The waiter continues within this call until it waits again: for callers with many waiters, which would otherwise queue
    /// a work item for each one.
    /// </param>
    public void Signal(bool inline = false)
    {
        if (Interlocked.Exchange(ref _state, Signaled) == Waiting)
        {
            _core.RunContinuationsAsynchronously = !inline;
            _core.SetResult(true);
        }
    }

    /// <summary>Clears the signal. Call it before looking for work, so that no signal is lost.</summary>
    public void Clear() => Interlocked.Exchange(ref _state, Idle);

    /// <summary>Completes at the next signal, or at once if a signal came after <see cref="Clear"/>. One caller at a time.</summary>
    public ValueTask WaitAsync()
    {
        _core.Reset();
        return Interlocked.CompareExchange(ref _state, Waiting, Idle) == Idle
            ? new ValueTask(this, _core.Version)
            : ValueTask.CompletedTask;
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
