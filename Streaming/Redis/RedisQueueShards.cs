using System.Buffers.Binary;
using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The streams of the queue: as many as this node is configured with, and those that other nodes have used. So what waits in a stream that is not
/// configured any more is still claimed; when it is empty it is removed.
/// </summary>
internal sealed class RedisQueueShards
{
    private readonly RedisCommands _redis;
    private readonly RedisKeys _keys;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lease;
    private readonly ConcurrentDictionary<int, RedisQueueShard> _shards = new();
    private readonly RedisQueueShard[] _configured;
    private volatile RedisQueueShard[] _all;
    private long _looked;
    private int _turn;

    public RedisQueueShards(RedisCommands redis, RedisKeys keys, TimeProvider time, IOptions<StreamingOptions> options)
    {
        (_redis, _keys, _time, _lease) = (redis, keys, time, options.Value.Lease);
        _configured = [.. Enumerable.Range(0, options.Value.QueueShards).Select(Get)];
        _all = _configured;
        _looked = long.MinValue;
    }

    /// <summary>Where a job is put: its random last bytes decide.</summary>
    public RedisQueueShard Of(Guid jobId)
    {
        Span<byte> bytes = stackalloc byte[16];
        jobId.TryWriteBytes(bytes, bigEndian: true, out _);
        return _configured[BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]) % (uint)_configured.Length];
    }

    public RedisQueueShard Of(QueueEntry entry) => Get(entry.Shard);

    /// <summary>All streams, those of other configurations too. Each call begins with the next one, so that none waits for the others.</summary>
    public async Task<IReadOnlyList<RedisQueueShard>> AllAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        var all = _all;
        if (all.Length == 1)
        {
            return all;
        }

        int first = (int)((uint)Interlocked.Increment(ref _turn) % (uint)all.Length);
        return [.. all[first..], .. all[..first]];
    }

    /// <summary>Notes which streams this node uses, and looks for those of others. Does nothing within a lease of the last time.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        long now = _time.GetTimestamp();
        if (_looked != long.MinValue && _time.GetElapsedTime(_looked, now) < _lease)
        {
            return;
        }

        int[] noted = [.. (await _redis.CallAsync(db => db.SetMembersAsync(_keys.QueueShards), cancellationToken)).Select(number => (int)number)];
        RedisValue[] missing = [.. _configured.Select(shard => shard.Number).Where(number => number > 0).Except(noted).Select(number => (RedisValue)number)];
        if (missing.Length > 0)
        {
            await _redis.CallAsync(db => db.SetAddAsync(_keys.QueueShards, missing), cancellationToken);
        }

        _all = [.. _configured, .. noted.Where(number => number >= _configured.Length).Order().Select(Get)];
        _looked = now;
    }

    /// <summary>An entry was found in this stream: its note may have been lost.</summary>
    public async Task NoteAsync(RedisQueueShard shard, CancellationToken cancellationToken)
    {
        if (!_all.Contains(shard))
        {
            await _redis.CallAsync(db => db.SetAddAsync(_keys.QueueShards, shard.Number), cancellationToken);
        }
    }

    /// <summary>Removes the streams that are not configured any more and are empty. A node that still uses one makes it again.</summary>
    public async Task RemoveEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var shard in _all.Except(_configured))
        {
            if (await shard.RemoveEmptyAsync(cancellationToken))
            {
                await _redis.CallAsync(db => db.SetRemoveAsync(_keys.QueueShards, shard.Number), cancellationToken);
            }
        }
    }

    private RedisQueueShard Get(int number) => _shards.GetOrAdd(number, n => new RedisQueueShard(_redis, _keys, n));
}
