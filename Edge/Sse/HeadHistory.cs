namespace AspireStreaming.Edge.Sse;

/// <summary>
/// When a log had which last event, in samples: tells since when a place in the log is behind, to about a second, and less exactly for
/// a place that is far behind.
/// </summary>
internal sealed class HeadHistory
{
    private const int Most = 64;

    private readonly Lock _lock = new();
    private readonly List<(long Seq, long At)> _samples = [];

    /// <summary>Takes a sample.</summary>
    /// <param name="seq">The seq of the last event.</param>
    /// <param name="now">The timestamp.</param>
    public void Note(long seq, long now)
    {
        lock (_lock)
        {
            if (_samples.Count > 0 && _samples[^1].Seq >= seq)
            {
                return;
            }

            if (_samples.Count == Most)
            {
                int at = 0;
                _samples.RemoveAll(_ => at++ % 2 == 1); // the oldest stays
            }

            _samples.Add((seq, now));
        }
    }

    /// <summary>The timestamp of the first sample with an event after this one; null when there is none.</summary>
    public long? PassedAt(long seq)
    {
        lock (_lock)
        {
            foreach (var sample in _samples)
            {
                if (sample.Seq > seq)
                {
                    return sample.At;
                }
            }

            return null;
        }
    }
}
