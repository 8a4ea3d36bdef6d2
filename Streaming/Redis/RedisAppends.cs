using System.Diagnostics;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Sends all appends of a node. While few calls are running, an append is sent at once. Later appends share the next call, one
/// step per job, because the call is most of an append's cost. No append waits for future ones.
/// </summary>
internal sealed class RedisAppends(RedisCommands redis, RedisKeys keys, RedisSeal seal, TimeProvider time, IOptions<StreamingOptions> options)
{
    private const int MostCalls = 4;

    /// <summary>The most events of a call: they block Redis for less than a millisecond.</summary>
    private const int MostTogether = 64;
    private const int MostBytesTogether = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Pending> _waiting = new();
    private int _calls;
    private volatile bool _together = true;

    /// <returns>Completes when the append is written or refused.</returns>
    /// <exception cref="StoreUnavailableException">Redis can't be reached or accepts no commands now. The outcome is unknown.</exception>
    public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<AppendResult>(cancellationToken);
        }

        var pending = new Pending(append);
        lock (_lock)
        {
            _waiting.Enqueue(pending);
            if (_calls == MostCalls)
            {
                return pending.Task.WaitAsync(cancellationToken);
            }

            _calls++;
        }

        _ = CallAsync(); // starts on this thread
        return pending.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Makes one call after another until no append is waiting. Never fails: each waiter gets the error.</summary>
    private async Task CallAsync()
    {
        while (Take() is { } batch)
        {
            await SendAsync(batch);
        }
    }

    /// <returns>The appends of the next call. Null, and one running call less, when no append waits.</returns>
    private List<Pending>? Take()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _calls--;
                return null;
            }

            var batch = new List<Pending>();
            long bytes = 0;
            do
            {
                bytes += _waiting.Peek().Bytes;
                batch.Add(_waiting.Dequeue());
            }
            while (_together && batch.Count < MostTogether && _waiting.TryPeek(out var next) && bytes + next.Bytes <= MostBytesTogether);
            return batch;
        }
    }

    private async Task SendAsync(List<Pending> batch)
    {
        // The caller's code may be another job's, whose trace must not get this call. A span that has ended is refused as the current one.
        Activity.Current = batch[0].Span is { IsStopped: false } span ? span : null;
        try
        {
            var values = new List<RedisValue> { RedisReplies.Milliseconds(time.GetUtcNow()), options.Value.MaxEventsPerJob, redis.PublishCommand };
            batch.ForEach(pending => Write(pending.Append, values));
            var replies = (await redis.ScriptAsync(
                RedisScript.Append,
                [.. batch.SelectMany(p => new[] { keys.Job(p.Append.JobId), keys.Events(p.Append.JobId), keys.Input(p.Append.JobId) })],
                [.. values],
                CancellationToken.None)).Items();
            if (batch.Find(pending => pending.Append.Checkpoints.Count > 0 || pending.Append.Status is not null) is { } commit)
            {
                await redis.ReplicatedAsync(keys.Job(commit.Append.JobId), CancellationToken.None);
            }

            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Read(replies[i].Items());
            }
        }
        catch (Exception e) when (batch.Count > 1 && IsCluster(e))
        {
            _together = false;
            foreach (var pending in batch)
            {
                await SendAsync([pending]);
            }

            return;
        }
        catch (Exception e)
        {
            batch.ForEach(pending => pending.Failure = e);
            if (e is StoreUnavailableException)
            {
                lock (_lock)
                {
                    // Appends that wait behind a failed call fail too: another try would make them wait as long again.
                    foreach (var pending in _waiting)
                    {
                        pending.Failure = e;
                        batch.Add(pending);
                    }

                    _waiting.Clear();
                }
            }
        }

        for (int i = 1; i < batch.Count; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static pending => pending.Complete(), batch[i], preferLocal: false);
        }

        batch[0].Complete();
    }

    private void Write(JobAppend append, List<RedisValue> values)
    {
        values.AddRange([
            8 + (3 * append.Events.Count) + 1 + (2 * append.Checkpoints.Count),
            append.Attempt,
            append.ExpectedSeq,
            append.Digest,
            keys.Live(append.JobId),
            append.Status?.Name() ?? "",
            append.Status?.IsTerminal() == true ? (long)options.Value.Retention.TotalMilliseconds : 0,
            append.Events[^1].Traceparent ?? "",
            append.Events.Count,
        ]);
        foreach (var e in append.Events)
        {
            var (scope, data) = seal.Seal(append.JobId, e);
            values.AddRange([e.Type, data, scope]);
        }

        values.Add(append.Checkpoints.Count);
        foreach (var checkpoint in append.Checkpoints)
        {
            var (scope, data) = seal.Seal(append.JobId, checkpoint);
            values.AddRange([scope, data]);
        }
    }

    /// <summary>In a cluster all keys of a call must be in one slot, and a job's keys are. The client or the server reports a cluster.</summary>
    private static bool IsCluster(Exception e) =>
        (e is RedisCommandException && e.Message.Contains("single slot", StringComparison.Ordinal))
        || (e is RedisServerException && e.Message.StartsWith("CROSSSLOT", StringComparison.Ordinal));

    /// <summary>An append and its outcome.</summary>
    private sealed class Pending(JobAppend append)
    {
        private readonly TaskCompletionSource<AppendResult> _done = new();
        private AppendResult _result;

        public JobAppend Append => append;

        /// <summary>The span of the append; null when there is none.</summary>
        public Activity? Span { get; } = Activity.Current;

        public Task<AppendResult> Task => _done.Task;

        public long Bytes { get; } = append.Events.Sum(e => (long)e.Data.Length) + append.Checkpoints.Sum(c => (long)c.Data.Length);

        public Exception? Failure { get; set; }

        public void Read(RedisResult[] reply)
        {
            if ((long)reply[0] < 0)
            {
                Failure = RedisCommands.Failure((string)reply[1]!);
                return;
            }

            _result = new AppendResult((AppendOutcome)(int)reply[0], (long)reply[1] != 0);
        }

        /// <summary>The waiter continues within this call.</summary>
        public void Complete()
        {
            if (Failure is null)
            {
                _done.SetResult(_result);
            }
            else
            {
                _done.SetException(Failure);
            }
        }
    }
}
