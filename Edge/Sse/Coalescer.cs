namespace AspireStreaming.Edge.Sse;

/// <summary>Runs an action at once after a quiet time, else once at the end of a window. No signal is lost.</summary>
internal sealed class Coalescer : IDisposable
{
    private readonly Action _action;
    private readonly TimeSpan _window;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly ITimer? _timer;
    private long? _last;
    private bool _waiting;

    /// <param name="window">Zero: always at once.</param>
    public Coalescer(Action action, TimeSpan window, TimeProvider time)
    {
        (_action, _window, _time) = (action, window, time);
        _timer = window > TimeSpan.Zero ? time.CreateTimer(static c => ((Coalescer)c!).Due(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) : null;
    }

    public void Call()
    {
        if (_timer is not null)
        {
            lock (_lock)
            {
                if (_waiting)
                {
                    return;
                }

                long now = _time.GetTimestamp();
                var left = _last is { } last ? _window - _time.GetElapsedTime(last, now) : TimeSpan.Zero;
                if (left > TimeSpan.Zero)
                {
                    _waiting = true;
                    _timer.Change(left, Timeout.InfiniteTimeSpan);
                    return;
                }

                _last = now;
            }
        }

        _action();
    }

    public void Dispose() => _timer?.Dispose();

    private void Due()
    {
        lock (_lock)
        {
            _waiting = false;
            _last = _time.GetTimestamp();
        }

        _action();
    }
}
