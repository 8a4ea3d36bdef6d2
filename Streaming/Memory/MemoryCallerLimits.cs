namespace AspireStreaming.Streaming.Memory;

/// <summary>Guarded by <see cref="MemoryJobs.Lock"/>.</summary>
internal sealed class MemoryCallerLimits(MemoryJobs jobs, TimeProvider time) : ICallerLimits
{
    private const int LeastShed = 1000;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Sums of fractions are a little more or less than the whole.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    /// <summary>When each budget is full again.</summary>
    private readonly Dictionary<(string Limit, string Caller), DateTimeOffset> _full = [];

    /// <summary>Jobs that are counted, with the time when they were.</summary>
    private readonly Dictionary<Guid, (JobOwner? Owner, DateTimeOffset Since)> _active = [];

    private int _shedAt = LeastShed;

    public Task<TimeSpan> TakeAsync(string limit, string caller, long amount, long perMinute, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            var now = time.GetUtcNow();
            Shed(now);
            var before = _full.GetValueOrDefault((limit, caller));
            var full = (before > now ? before : now) + (Minute * (Math.Min(amount, perMinute) / (double)perMinute));
            var wait = full - Minute - now;
            if (wait > Least)
            {
                return Task.FromResult(wait);
            }

            _full[(limit, caller)] = full;
            return Task.FromResult(TimeSpan.Zero);
        }
    }

    public Task<bool> TryAddActiveAsync(JobOwner? owner, Guid jobId, int most, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            var now = time.GetUtcNow();
            foreach (var ended in _active.Where(job => IsEnded(job.Key, job.Value.Since, now)).Select(job => job.Key).ToList())
            {
                _active.Remove(ended);
            }

            bool room = _active.ContainsKey(jobId) || _active.Values.Count(job => job.Owner == owner) < most;
            if (room)
            {
                _active[jobId] = (owner, now);
            }

            return Task.FromResult(room);
        }
    }

    /// <summary>A job that is not there may not be created yet.</summary>
    private bool IsEnded(Guid jobId, DateTimeOffset since, DateTimeOffset now) =>
        jobs.TryGet(jobId, out var job) ? job.Status.IsTerminal() : now - since > Minute;

    private void Shed(DateTimeOffset now)
    {
        if (_full.Count < _shedAt)
        {
            return;
        }

        foreach (var full in _full.Where(budget => budget.Value <= now).Select(budget => budget.Key).ToList())
        {
            _full.Remove(full);
        }

        _shedAt = Math.Max(LeastShed, 2 * _full.Count);
    }
}
