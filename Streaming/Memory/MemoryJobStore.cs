using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryJobStore(MemoryJobs jobs, TimeProvider time, IOptions<StreamingOptions> options) : IJobStore
{
    public Task<bool> CreateAsync(NewJob job, CancellationToken cancellationToken)
    {
        Wakeup[] tails;
        lock (jobs.Lock)
        {
            string? nonce = jobs.NonceOf(job.JobId);
            if (nonce is not null)
            {
                return Task.FromResult(nonce == job.Nonce.ToString("N"));
            }

            jobs.Add(new MemoryJob(job));
            tails = jobs.Tails(job.JobId);
        }

        Array.ForEach(tails, static tail => tail.Signal(inline: true));
        return Task.FromResult(true);
    }

    public Task<JobRecord?> GetAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            return Task.FromResult(jobs.TryGet(jobId, out var job) ? job.ToRecord() : null);
        }
    }

    public Task<JobInput?> GetInputAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            return Task.FromResult(jobs.TryGet(jobId, out var job) ? job.Created.Input : null);
        }
    }

    public Task<JobPage> ListAsync(JobPageCursor? before, int limit, CancellationToken cancellationToken) => Task.FromResult(List(_ => true, before, limit));

    public Task<JobPage> ListAsync(JobOwner owner, JobPageCursor? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(List(job => job.Created.Owner == owner, before, limit));

    public Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetCheckpointsAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            IReadOnlyDictionary<string, ReadOnlyMemory<byte>> found =
                jobs.TryGet(jobId, out var job) ? new Dictionary<string, ReadOnlyMemory<byte>>(job.Checkpoints) : [];
            return Task.FromResult(found);
        }
    }

    public Task<AttemptStart?> BeginAttemptAsync(Guid jobId, JobStatus? ifStatus, int? ifAttempt, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            if (!jobs.TryGet(jobId, out var job)
                || job.Status.IsTerminal()
                || (ifStatus is not null && job.Status != ifStatus)
                || (ifAttempt is not null && job.Attempt != ifAttempt))
            {
                return Task.FromResult<AttemptStart?>(null);
            }

            bool interrupted = ifAttempt is null && job.Status != JobStatus.Queued;
            job.Attempt++;
            job.Crashes = interrupted ? job.Crashes + 1 : job.Status == JobStatus.Queued ? 0 : job.Crashes;
            job.Status = JobStatus.Running;
            return Task.FromResult<AttemptStart?>(new AttemptStart(
                jobId, job.Created.Pipeline, job.Attempt, job.Seq, job.Digest, job.Crashes, interrupted,
                job.CancelReason, job.Created.Traceparent, job.Created.CreatedAt, job.AttemptSpan, job.Created.Owner));
        }
    }

    public Task NoteAttemptSpanAsync(Guid jobId, int attempt, string traceparent, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            if (jobs.TryGet(jobId, out var job) && job.Attempt == attempt)
            {
                job.AttemptSpan = traceparent;
            }

            return Task.CompletedTask;
        }
    }

    public Task<int?> RevokeAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            return Task.FromResult<int?>(jobs.TryGet(jobId, out var job) ? ++job.Revocations : null);
        }
    }

    public Task<bool> DeleteAsync(Guid jobId, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            if (!jobs.TryGet(jobId, out var job) || !job.Status.IsTerminal())
            {
                return Task.FromResult(false);
            }

            job.Deleted = true;
            job.Log.Clear();
            job.ExpiresAt = time.GetUtcNow() + options.Value.Retention;
            return Task.FromResult(true);
        }
    }

    public Task<IdempotentStart> BindKeyAsync(JobOwner? owner, string key, IdempotentStart wanted, CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            return Task.FromResult(jobs.Bind((owner, key), wanted, options.Value.Retention));
        }
    }

    private JobPage List(Func<MemoryJob, bool> wanted, JobPageCursor? before, int limit)
    {
        lock (jobs.Lock)
        {
            var now = time.GetUtcNow();
            var found = jobs.All
                .Where(j => wanted(j) && (j.ExpiresAt is null || j.ExpiresAt > now))
                .Select(j => j.ToRecord())
                .OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.JobId.ToString("D"), StringComparer.Ordinal)
                .Where(j => before is null || j.CreatedAt < before.CreatedAt
                    || (j.CreatedAt == before.CreatedAt && string.CompareOrdinal(j.JobId.ToString("D"), before.JobId.ToString("D")) < 0))
                .Take(limit + 1)
                .ToList();
            bool more = found.Count > limit;
            var page = more ? found[..limit] : found;
            return new JobPage(page, more ? new JobPageCursor(page[^1].CreatedAt, page[^1].JobId) : null);
        }
    }
}
