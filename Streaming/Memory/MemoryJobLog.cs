using System.Runtime.CompilerServices;
using AspireStreaming.Streaming.Events;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryJobLog(MemoryJobs jobs, TimeProvider time, IOptions<StreamingOptions> options) : IJobLog
{
    public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendResult result;
        TaskCompletionSource? announcement;
        lock (jobs.Lock)
        {
            result = Append(append);
            announcement = result.Outcome == AppendOutcome.Appended ? jobs.TakeAnnouncement(append.JobId) : null;
        }

        announcement?.TrySetResult();
        return Task.FromResult(result);
    }

    public Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (jobs.Lock)
        {
            return Task.FromResult<IReadOnlyList<JobEvent>>(Read(jobId, after, limit));
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(
        Guid jobId, EventId after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        lock (jobs.Lock)
        {
            jobs.Join(jobId);
        }

        try
        {
            while (true)
            {
                List<JobEvent> batch;
                Task more;
                bool ended;
                lock (jobs.Lock)
                {
                    batch = Read(jobId, after, 1000);
                    more = jobs.NextAnnouncement(jobId);
                    after = batch.Count > 0 ? batch[^1].Id : after;
                    ended = jobs.TryGet(jobId, out var job) && job.Log[^1] is { Type: EventTypes.Done } done && done.Id == after;
                }

                if (batch.Count > 0)
                {
                    yield return batch;
                }

                if (ended)
                {
                    yield break;
                }

                if (batch.Count == 0)
                {
                    await more.WaitAsync(cancellationToken);
                }
            }
        }
        finally
        {
            lock (jobs.Lock)
            {
                jobs.Leave(jobId);
            }
        }
    }

    private AppendResult Append(JobAppend append)
    {
        if (!jobs.TryGet(append.JobId, out var job))
        {
            return new AppendResult(AppendOutcome.Gone);
        }

        bool cancel = job.CancelReason is not null;
        if (job.Attempt != append.Attempt)
        {
            return new AppendResult(AppendOutcome.Fenced, cancel);
        }

        if (job.Seq == append.ExpectedSeq + append.Events.Count && job.Digest.AsSpan().SequenceEqual(append.Digest))
        {
            return new AppendResult(AppendOutcome.Appended, cancel);
        }

        if (job.Status.IsTerminal())
        {
            return new AppendResult(AppendOutcome.Ended, cancel);
        }

        if (job.Seq != append.ExpectedSeq)
        {
            return new AppendResult(AppendOutcome.Conflict, cancel);
        }

        bool terminal = append.Status?.IsTerminal() ?? false;
        if (!terminal && append.ExpectedSeq + append.Events.Count > options.Value.MaxEventsPerJob)
        {
            return new AppendResult(AppendOutcome.Full, cancel);
        }

        job.Log.AddRange(append.Events);
        job.Digest = append.Digest;
        foreach (var checkpoint in append.Checkpoints)
        {
            job.Checkpoints[checkpoint.Scope] = checkpoint.Data;
            job.Crashes = 0;
        }

        job.Status = append.Status ?? job.Status;
        if (append.Status == JobStatus.Running)
        {
            job.StartedAt ??= time.GetUtcNow();
        }

        if (terminal)
        {
            job.EndedAt = time.GetUtcNow();
            job.ExpiresAt = job.EndedAt + options.Value.Retention;
        }

        return new AppendResult(AppendOutcome.Appended, cancel);
    }

    private List<JobEvent> Read(Guid jobId, EventId after, int limit)
    {
        List<JobEvent> log = jobs.TryGet(jobId, out var job) ? job.Log : [];
        if (!after.IsNone && (after.Seq > log.Count || log[(int)after.Seq - 1].Id != after))
        {
            throw new CursorNotFoundException(jobId, after);
        }

        int from = (int)after.Seq;
        return log.GetRange(from, Math.Min(limit, log.Count - from));
    }
}
