using System.Diagnostics.CodeAnalysis;

namespace AspireStreaming.Streaming.Memory;

/// <summary>The data of the embedded store: in this process, under one lock.</summary>
internal sealed class MemoryJobs(TimeProvider time)
{
    private const int LeastShed = 1000;

    private readonly Dictionary<Guid, MemoryJob> _jobs = [];
    private readonly Dictionary<Guid, Wakeup[]> _tails = [];
    private readonly Dictionary<(JobOwner? Owner, string Key), (IdempotentStart Start, DateTimeOffset Expires)> _idempotent = [];

    /// <summary>The next scan runs when there are twice as many jobs as after the last one.</summary>
    private int _shedAt = LeastShed;

    public Lock Lock { get; } = new();
    public Dictionary<Guid, List<Action<string>>> CancelWatchers { get; } = [];
    public IEnumerable<MemoryJob> All => _jobs.Values.Where(j => !j.Deleted);

    /// <summary>True for a job that exists: neither deleted nor expired.</summary>
    public bool TryGet(Guid jobId, [NotNullWhen(true)] out MemoryJob? job)
    {
        if (_jobs.TryGetValue(jobId, out job) && job.ExpiresAt <= time.GetUtcNow())
        {
            _jobs.Remove(jobId);
            job = null;
        }

        return job is { Deleted: false };
    }

    /// <summary>The nonce of the id's creator, "" for a deleted job's id, or null for a free one.</summary>
    public string? NonceOf(Guid jobId) =>
        TryGet(jobId, out var job) ? job.Created.Nonce.ToString("N") : job is null ? null : "";

    public void Add(MemoryJob job)
    {
        if (_jobs.Count + _idempotent.Count >= _shedAt)
        {
            Shed();
        }

        _jobs[job.Created.JobId] = job;
    }

    /// <summary>Drops expired jobs and keys.</summary>
    public void Shed()
    {
        var now = time.GetUtcNow();
        foreach (var expired in _jobs.Where(j => j.Value.ExpiresAt <= now).Select(j => j.Key).ToList())
        {
            _jobs.Remove(expired);
        }

        foreach (var expired in _idempotent.Where(k => k.Value.Expires <= now).Select(k => k.Key).ToList())
        {
            _idempotent.Remove(expired);
        }

        _shedAt = Math.Max(LeastShed, 2 * (_jobs.Count + _idempotent.Count));
    }

    public IdempotentStart Bind((JobOwner? Owner, string Key) key, IdempotentStart wanted, TimeSpan retention)
    {
        var now = time.GetUtcNow();
        if (!_idempotent.TryGetValue(key, out var bound) || bound.Expires <= now)
        {
            _idempotent[key] = bound = (wanted, now + retention);
        }

        return bound.Start;
    }

    /// <summary>A job's followers. Wake them outside the lock: they continue in that call.</summary>
    public Wakeup[] Tails(Guid jobId) => _tails.GetValueOrDefault(jobId, []);

    /// <summary>Follows a job until <see cref="Leave"/>. The job need not exist.</summary>
    public void Join(Guid jobId, Wakeup tail) => _tails[jobId] = [.. Tails(jobId), tail];

    public void Leave(Guid jobId, Wakeup tail)
    {
        Wakeup[] left = [.. Tails(jobId).Where(other => other != tail)];
        if (left.Length > 0)
        {
            _tails[jobId] = left;
        }
        else
        {
            _tails.Remove(jobId);
        }
    }
}
