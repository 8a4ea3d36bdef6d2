using System.Collections.Concurrent;

namespace AspireStreaming.Tests.Worker.Ai;

/// <summary>Records every wait within a range and ends it at once, so that a test sees the length of a wait without waiting.</summary>
internal sealed class WaitRecorder(TimeSpan from, TimeSpan to) : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, base.CreateTimer(callback, state, Shorten(dueTime), period));

    private TimeSpan Shorten(TimeSpan due)
    {
        if (due < from || due > to)
            return due;
        _waits.Enqueue(due);
        return TimeSpan.Zero;
    }

    private sealed class Timer(WaitRecorder recorder, ITimer inner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(recorder.Shorten(dueTime), period);
        public void Dispose() => inner.Dispose();
        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
