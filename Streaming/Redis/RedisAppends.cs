using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Sends all appends of a node. While few calls are running, an append is sent at once. Later appends share the next call, one
/// step per job, because the call is most of an append's cost. No append waits for future ones. In a cluster a call is for one slot,
/// and each master has its calls: one that is away holds up no other.
/// </summary>
internal sealed class RedisAppends(
    RedisCommands redis, RedisTopology topology, RedisKeys keys, RedisSeal seal, TimeProvider time, IOptions<StreamingOptions> options)
{
    private readonly AppendLane _only = new();
    private readonly ConcurrentDictionary<EndPoint, AppendLane> _ofMasters = new();

    /// <summary>Redis has refused a call for several slots: it is a cluster that the client library does not know as one.</summary>
    private volatile bool _refused;

    /// <returns>Completes when the append is written or refused.</returns>
    /// <exception cref="StoreUnavailableException">Redis can't be reached or accepts no commands now. The outcome is unknown.</exception>
    public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<AppendResult>(cancellationToken);
        }

        var pending = new PendingAppend(append);
        var (lane, slot) = Place(keys.Job(append.JobId));
        if (lane.Add(pending, slot))
        {
            _ = CallAsync(lane); // starts on this thread
        }

        return pending.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The appends that share calls with those of this job: all of Redis, or those of its slot in a cluster.</summary>
    private (AppendLane Lane, int Slot) Place(RedisKey job)
    {
        if (!_refused && !topology.IsCluster)
        {
            return (_only, AppendLane.AnySlot);
        }

        var lane = topology.MasterOf(job) is { } master ? _ofMasters.GetOrAdd(master.EndPoint, _ => new AppendLane()) : _only;
        return (lane, HashSlot.Of(job.ToString()));
    }

    /// <summary>Makes one call after another until no append is waiting. Never fails: each waiter gets the error.</summary>
    private async Task CallAsync(AppendLane lane)
    {
        while (lane.Take() is { } batch)
        {
            await SendAsync(lane, batch);
        }
    }

    private async Task SendAsync(AppendLane lane, List<PendingAppend> batch)
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
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Read(replies[i].Items());
            }
        }
        catch (Exception e) when (batch.Count > 1 && IsCluster(e))
        {
            _refused = true;
            foreach (var pending in batch)
            {
                await SendAsync(lane, [pending]);
            }

            return;
        }
        catch (Exception e)
        {
            batch.ForEach(pending => pending.Failure = e);
            if (e is StoreUnavailableException)
            {
                // Appends that wait behind a failed call fail too: another try would make them wait as long again.
                foreach (var pending in lane.Clear())
                {
                    pending.Failure = e;
                    batch.Add(pending);
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
}
