namespace AspireStreaming.Streaming.Redis;

/// <summary>The appends for one server that wait for a call, and the number of calls to it that are running.</summary>
internal sealed class AppendLane
{
    /// <summary>Most appends of a call: they block Redis for less than a millisecond.</summary>
    private const int MostTogether = 64;
    private const int MostBytesTogether = 256 * 1024;

    private const int MostCalls = 4;

    /// <summary>Few jobs share a slot, so most calls have one append.</summary>
    private const int MostCallsOfSlots = 32;

    /// <summary>Of appends that may share a call whatever their slots are: Redis is no cluster.</summary>
    public const int AnySlot = -1;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Queue<PendingAppend>> _waiting = [];

    /// <summary>The slots for which appends wait, in the order of their next call.</summary>
    private readonly Queue<int> _slots = new();
    private int _calls;

    /// <param name="pending">Waits for a call.</param>
    /// <param name="slot">The append shares its call with appends of this slot only.</param>
    /// <returns>True when the caller must make a call. Otherwise one of the calls that are running is followed by one for it.</returns>
    public bool Add(PendingAppend pending, int slot)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(slot, out var waiting))
            {
                _waiting.Add(slot, waiting = new Queue<PendingAppend>());
                _slots.Enqueue(slot);
            }

            waiting.Enqueue(pending);
            if (_calls >= (slot == AnySlot ? MostCalls : MostCallsOfSlots))
            {
                return false;
            }

            _calls++;
            return true;
        }
    }

    /// <returns>The appends of the next call. Null, and one running call less, when no append waits.</returns>
    public List<PendingAppend>? Take()
    {
        lock (_lock)
        {
            if (!_slots.TryDequeue(out int slot))
            {
                _calls--;
                return null;
            }

            var waiting = _waiting[slot];
            var batch = new List<PendingAppend>();
            long bytes = 0;
            do
            {
                bytes += waiting.Peek().Bytes;
                batch.Add(waiting.Dequeue());
            }
            while (batch.Count < MostTogether && waiting.TryPeek(out var next) && bytes + next.Bytes <= MostBytesTogether);

            if (waiting.Count == 0)
            {
                _waiting.Remove(slot);
            }
            else
            {
                _slots.Enqueue(slot);
            }

            return batch;
        }
    }

    /// <returns>All appends that waited. None waits any more.</returns>
    public IReadOnlyList<PendingAppend> Clear()
    {
        lock (_lock)
        {
            PendingAppend[] all = [.. _waiting.Values.SelectMany(waiting => waiting)];
            _waiting.Clear();
            _slots.Clear();
            return all;
        }
    }
}
