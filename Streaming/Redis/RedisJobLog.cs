using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Redis;

/// <summary>The log as a Redis stream whose entry ids are the event ids: Redis itself refuses an id below the last one.</summary>
internal sealed class RedisJobLog(
    RedisCommands redis, RedisAppends appends, RedisReplicas replicas, RedisKeys keys, RedisSeal seal, TimeProvider time, IOptions<StreamingOptions> options) : IJobLog
{
    private const int PageSize = 1000;

    /// <summary>The read interval of a tail without a subscription.</summary>
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public Task<AppendResult> AppendAsync(JobAppend append, CancellationToken cancellationToken) =>
        append.Checkpoints.Count > 0 || append.Status is not null ? CommitAsync(append, cancellationToken) : appends.AppendAsync(append, cancellationToken);

    public async Task<IReadOnlyList<JobEvent>> ReadAsync(Guid jobId, EventId after, int limit, CancellationToken cancellationToken) =>
        (await ReadPageAsync(jobId, after, limit, cancellationToken)).Events;

    public async IAsyncEnumerable<IReadOnlyList<JobEvent>> TailAsync(
        Guid jobId, EventId after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var tail = new RedisJobTail(redis, seal, keys.Live(jobId), options.Value.QuietPeriod, time, cancellationToken);
        var last = after;
        int failures = 0;
        bool look = true; // the log has to be read: at the start, after a hole, a reconnect or a quiet period
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tail.Clear();
            IReadOnlyList<JobEvent> batch = [];
            bool unavailable = false;
            bool subscribed = false;
            try
            {
                subscribed = await tail.TrySubscribeAsync(cancellationToken);
                if (look || !subscribed)
                {
                    (var cursor, batch) = await ReadPageAsync(jobId, last, PageSize, cancellationToken);
                    if (cursor?.Type == Events.EventTypes.Done)
                    {
                        yield break;
                    }

                    look = !subscribed || batch.Count == PageSize;
                }
                else
                {
                    batch = tail.Next(jobId, last, out look);
                }
            }
            catch (StoreUnavailableException)
            {
                unavailable = true;
            }

            if (unavailable)
            {
                await Task.Delay(Backoff.Delay(failures++, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)), time, cancellationToken);
                look = true;
                continue;
            }

            failures = 0;
            if (batch.Count > 0)
            {
                last = batch[^1].Id;
                yield return batch;
                if (batch[^1].Type == Events.EventTypes.Done)
                {
                    yield break;
                }
            }
            else if (!subscribed)
            {
                await Task.Delay(PollInterval, time, cancellationToken);
            }
            else if (!look)
            {
                await tail.WaitAsync();
            }
        }
    }

    private async Task<AppendResult> CommitAsync(JobAppend append, CancellationToken cancellationToken)
    {
        var result = await appends.AppendAsync(append, cancellationToken);
        await replicas.HaveAsync(keys.Job(append.JobId), cancellationToken);
        return result;
    }

    private async Task<(JobEvent? Cursor, IReadOnlyList<JobEvent> Events)> ReadPageAsync(
        Guid jobId, EventId after, int limit, CancellationToken cancellationToken)
    {
        // Reads from the cursor itself, to check that it is in the log: after an unknown cursor there might be a hole.
        var entries = await redis.CallAsync(
            db => db.StreamRangeAsync(keys.Events(jobId), after.IsNone ? "-" : after.ToString(), "+", limit + (after.IsNone ? 0 : 1)),
            cancellationToken);
        var events = Array.ConvertAll(entries, entry => seal.Open(jobId, RedisReplies.Event(entry)));
        if (after.IsNone)
        {
            return (null, events);
        }

        return events.Length > 0 && events[0].Id == after ? (events[0], events[1..]) : throw new CursorNotFoundException(jobId, after);
    }
}
