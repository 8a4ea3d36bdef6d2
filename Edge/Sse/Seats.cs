using System.Buffers;

namespace AspireStreaming.Edge.Sse;

/// <summary>The watchers of one job. Taking and leaving a seat costs the same however many there are.</summary>
internal sealed class Seats
{
    /// <summary>Watchers woken in one slice. More is less work; fewer is less delay for the last one.</summary>
    private const int Slice = 64;

    private readonly Lock _lock = new();
    private readonly List<Seat> _seats = [];
    private bool _passing;
    private bool _again;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _seats.Count;
            }
        }
    }

    public void Add(Seat seat)
    {
        lock (_lock)
        {
            seat.Index = _seats.Count;
            _seats.Add(seat);
        }
    }

    /// <returns>How many are left.</returns>
    public int Remove(Seat seat)
    {
        lock (_lock)
        {
            var last = _seats[^1];
            _seats[seat.Index] = last;
            last.Index = seat.Index;
            _seats.RemoveAt(_seats.Count - 1);
            return _seats.Count;
        }
    }

    /// <summary>
    /// Wakes all: a few on this thread, which saves a thread switch; many on the pool, in slices. One pass runs at a time. A call during a
    /// pass causes one more pass after it. With one pass for each event, passes over many watchers ran at once and competed for the cores.
    /// </summary>
    public void WakeAll()
    {
        lock (_lock)
        {
            if (_passing)
            {
                _again = true;
                return;
            }

            _passing = true;
        }

        RunPass();
    }

    /// <summary>Wakes the watchers that need a heartbeat or have to look at their rights.</summary>
    public void WakeDue(long now)
    {
        var (watchers, count) = Snapshot();
        for (int i = 0; i < count; i++)
        {
            watchers[i].WakeIfDue(now);
        }

        Return(watchers);
    }

    private void RunPass()
    {
        do
        {
            var (watchers, count) = Snapshot();
            if (count > Slice)
            {
                new Pass(this, watchers, count).Queue();
                return;
            }

            for (int i = 0; i < count; i++)
            {
                watchers[i].Wakeup.Signal(inline: true);
            }

            Return(watchers);
        }
        while (IsAnotherDue());
    }

    /// <summary>Ends a pass.</summary>
    /// <returns>True when another one has to follow.</returns>
    private bool IsAnotherDue()
    {
        lock (_lock)
        {
            (_passing, _again) = (_again, false);
            return _passing;
        }
    }

    private (Watcher[] Watchers, int Count) Snapshot()
    {
        lock (_lock)
        {
            if (_seats.Count == 0)
            {
                return ([], 0);
            }

            var watchers = ArrayPool<Watcher>.Shared.Rent(_seats.Count);
            for (int i = 0; i < _seats.Count; i++)
            {
                watchers[i] = _seats[i].Watcher;
            }

            return (watchers, _seats.Count);
        }
    }

    private static void Return(Watcher[] watchers)
    {
        if (watchers.Length > 0)
        {
            ArrayPool<Watcher>.Shared.Return(watchers, clearArray: true);
        }
    }

    /// <summary>The watchers to wake; each free thread takes the next slice.</summary>
    private sealed class Pass(Seats seats, Watcher[] watchers, int count) : IThreadPoolWorkItem
    {
        private int _taken;
        private int _left = (count + Slice - 1) / Slice;

        public void Queue()
        {
            // Not all of the cores: other requests and the next event need some.
            int threads = Math.Min(_left, Math.Max(1, Environment.ProcessorCount / 2));
            for (int i = 0; i < threads; i++)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        public void Execute()
        {
            while (Interlocked.Add(ref _taken, Slice) - Slice is var from && from < count)
            {
                for (int i = from; i < Math.Min(from + Slice, count); i++)
                {
                    watchers[i].Wakeup.Signal(inline: true);
                }

                if (Interlocked.Decrement(ref _left) == 0)
                {
                    Return(watchers);
                    if (seats.IsAnotherDue())
                    {
                        seats.RunPass();
                    }
                }
            }
        }
    }
}
