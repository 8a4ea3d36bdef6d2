using System.Runtime.CompilerServices;
using AspireStreaming.Streaming.Events;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryJobLog(MemoryJobs jobs, TimeProvider time, IOptions<StreamingOptions> options) : IJobLog
{
    private const int PageSize = 1000;

    public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendResult result;
        Wakeup[] tails;
        lock (jobs.Lock)
        {
            result = Append(append);
            tails = result.Outcome == AppendOutcome.Appended ? jobs.Tails(append.JobId) : [];
        }

        Array.ForEach(tails, static tail => tail.Signal(inline: true));
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
        var more = new Wakeup();
        lock (jobs.Lock)
        {
            jobs.Join(jobId, more);
        }

        using var canceled = cancellationToken.UnsafeRegister(static more => ((Wakeup)more!).Signal(), more);
        try
        {
            for (bool ended = false; !ended;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                more.Clear();
                List<JobEvent> batch;
                lock (jobs.Lock)
                {
                    batch = Read(jobId, after, PageSize);
                    after = batch.Count > 0 ? batch[^1].Id : after;
                    ended = jobs.TryGet(jobId, out var job) && job.Log[^1] is { Type: EventTypes.Done } done && done.Id == after;
                }

                if (batch.Count > 0)
                {
                    yield return batch;
                }

                if (!ended && batch.Count < PageSize)
                {
                    await more.WaitAsync();
                }
            }
        }
        finally
        {
            lock (jobs.Lock)
            {
                jobs.Leave(jobId, more);
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
