using System.Globalization;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryJobQueue(MemoryJobs jobs, TimeProvider time, IOptions<StreamingOptions> options) : IJobQueue
{
    private readonly LinkedList<(string Entry, Guid JobId, bool Again, DateTimeOffset Since, string Caller)> _waiting = new();

    /// <summary>When each caller was served last, as a number that grows.</summary>
    private readonly Dictionary<string, long> _turns = [];
    private readonly Dictionary<string, (Guid JobId, string Worker, DateTimeOffset QueuedAt, DateTimeOffset Renewed)> _claimed = [];
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _entries;
    private long _turn;

    public Task EnqueueAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            Put(jobId, again: false);
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<QueueClaim>> ClaimAsync(string worker, int most, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            var now = time.GetUtcNow();
            var claims = new List<QueueClaim>();
            foreach (var (entry, held) in _claimed.Where(c => now - c.Value.Renewed >= options.Value.Lease).ToList())
            {
                if (claims.Count == most)
                {
                    break;
                }

                if (claims.Exists(c => c.JobId == held.JobId) || IsDouble(held.JobId, entry))
                {
                    _claimed.Remove(entry);
                    continue; // queued twice; one claim is enough
                }

                _claimed[entry] = (held.JobId, worker, held.QueuedAt, now);
                claims.Add(new QueueClaim(held.JobId, entry, worker, TakenOver: true) { QueuedAt = held.QueuedAt });
            }

            while (claims.Count < most && Next() is { } first)
            {
                _waiting.Remove(first);
                if (claims.Exists(c => c.JobId == first.Value.JobId) || (first.Value.Again && IsDouble(first.Value.JobId, first.Value.Entry)))
                {
                    continue; // queued twice; one claim is enough
                }

                _claimed[first.Value.Entry] = (first.Value.JobId, worker, first.Value.Since, now);
                _turns[first.Value.Caller] = ++_turn;
                claims.Add(new QueueClaim(first.Value.JobId, first.Value.Entry, worker, first.Value.Again) { QueuedAt = first.Value.Since });
            }

            if (claims.Count < most)
            {
                _turns.Clear(); // a worker has nothing to do, so nobody needs a turn
            }

            return Task.FromResult<IReadOnlyList<QueueClaim>>(claims);
        }
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task wake;
        lock (jobs.Lock)
        {
            wake = _waiting.Count > 0 ? Task.CompletedTask : _wake.Task;
        }

        try
        {
            await wake.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The time is over: not an error.
        }
    }

    public Task<bool> RenewAsync(QueueClaim claim, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            bool mine = IsHeldBy(claim);
            if (mine)
            {
                _claimed[claim.Entry] = (claim.JobId, claim.Worker, claim.QueuedAt, time.GetUtcNow());
            }

            return Task.FromResult(mine);
        }
    }

    public Task<bool> IsDoubleAsync(QueueClaim claim, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            return Task.FromResult(IsDouble(claim.JobId, claim.Entry));
        }
    }

    public Task CompleteAsync(QueueClaim claim, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            _claimed.Remove(claim.Entry);
            return Task.CompletedTask;
        }
    }

    public Task AbandonAsync(QueueClaim claim, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            if (IsHeldBy(claim))
            {
                _claimed.Remove(claim.Entry);
                Put(claim.JobId, again: true);
            }

            return Task.CompletedTask;
        }
    }

    public Task TakeAsync(Guid jobId, CancellationToken cancellationToken) => RemoveAsync(jobId, cancellationToken);

    public Task RequeueAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            Drop(jobId);
            Put(jobId, again: true);
            return Task.CompletedTask;
        }
    }

    public Task RemoveAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            Drop(jobId);
            return Task.CompletedTask;
        }
    }

    public Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            jobs.Shed();
            var known = _waiting.Select(w => w.JobId).Concat(_claimed.Values.Select(c => c.JobId)).ToHashSet();
            var grace = time.GetUtcNow() - options.Value.Lease - options.Value.Lease;
            var lost = jobs.All
                .Where(j => !j.Status.IsTerminal() && j.Created.CreatedAt <= grace && !known.Contains(j.Created.JobId))
                .ToList();
            lost.ForEach(j => Put(j.Created.JobId, again: j.Status != JobStatus.Queued));
            return Task.FromResult(lost.Count);
        }
    }

    public Task<QueueDepth> MeasureAsync(CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            var oldest = _waiting.First is { Value.Since: var since } ? time.GetUtcNow() - since : TimeSpan.Zero;
            return Task.FromResult(new QueueDepth(_waiting.Count, _claimed.Count, oldest));
        }
    }

    /// <summary>If a job has several entries, the first one is valid.</summary>
    private bool IsDouble(Guid jobId, string entry) => _waiting.Where(w => w.JobId == jobId).Select(w => w.Entry)
        .Concat(_claimed.Where(c => c.Value.JobId == jobId).Select(c => c.Key))
        .Any(other => long.Parse(other, CultureInfo.InvariantCulture) < long.Parse(entry, CultureInfo.InvariantCulture));

    private bool IsHeldBy(QueueClaim claim) => _claimed.TryGetValue(claim.Entry, out var held) && held.Worker == claim.Worker;

    /// <summary>The oldest entry of the caller that was served longest ago; null when nothing waits.</summary>
    private LinkedListNode<(string Entry, Guid JobId, bool Again, DateTimeOffset Since, string Caller)>? Next()
    {
        var (next, turn) = (_waiting.First, long.MaxValue);
        for (var waiting = _waiting.First; waiting is not null; waiting = waiting.Next)
        {
            if (_turns.GetValueOrDefault(waiting.Value.Caller) is var served && served < turn)
            {
                (next, turn) = (waiting, served);
            }
        }

        return next;
    }

    private void Drop(Guid jobId)
    {
        foreach (var waiting in _waiting.Where(w => w.JobId == jobId).ToList())
        {
            _waiting.Remove(waiting);
        }

        foreach (var (entry, _) in _claimed.Where(c => c.Value.JobId == jobId).ToList())
        {
            _claimed.Remove(entry);
        }
    }

    /// <param name="again">A worker has already claimed the job.</param>
    private void Put(Guid jobId, bool again)
    {
        string caller = jobs.TryGet(jobId, out var job) ? job.Created.Owner?.Hash ?? "" : "";
        _waiting.AddLast(((++_entries).ToString(CultureInfo.InvariantCulture), jobId, again, time.GetUtcNow(), caller));
        _wake.TrySetResult();
        _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
