using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Waits until replicas have what this process has written. All writes that wait for the replicas of a master share one WAIT: it holds the
/// connection, which all calls of the process share.
/// </summary>
internal sealed class RedisReplicas(RedisCommands redis, RedisTopology topology, IOptions<StreamingOptions> options)
{
    /// <summary>Renewals of leases must get in between.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(30);

    private readonly int _wanted = options.Value.ReplicasToWait;
    private readonly TimeSpan _timeout = options.Value.StoreTimeout;
    private readonly ConcurrentDictionary<EndPoint, SharedCall<long>> _ofMasters = new();

    /// <summary>Ends when <see cref="StreamingOptions.ReplicasToWait"/> replicas have the write.</summary>
    /// <param name="written">A key that was written: its master is asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">Fewer have it within <see cref="StreamingOptions.StoreTimeout"/>. The master has it.</exception>
    public async Task HaveAsync(RedisKey written, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        while (_wanted > 0)
        {
            long have = await CountAsync(written).WaitAsync(cancellationToken);
            if (have >= _wanted)
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(began) > _timeout)
            {
                throw new StoreUnavailableException($"{have} replicas have the write, and {_wanted} must.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <returns>How many replicas have it.</returns>
    private Task<long> CountAsync(RedisKey written)
    {
        var master = topology.MasterOf(written) ?? throw new StoreUnavailableException("Redis can't be reached.");
        return _ofMasters.GetOrAdd(master.EndPoint, _ => new SharedCall<long>())
            .RunAsync(() => redis.CallAsync(_ => WaitAsync(master, written), CancellationToken.None));
    }

    private async Task<long> WaitAsync(IServer master, RedisKey written)
    {
        // Both go to this server over one connection, which may be a newer one than that of the write.
        var mark = master.ExecuteAsync("EVAL", [RedisScript.Mark.Text, 1, written.Append(":mark")], CommandFlags.NoRedirect);
        var wait = master.ExecuteAsync("WAIT", _wanted, (int)Wait.TotalMilliseconds);
        try
        {
            await Task.WhenAll(mark, wait);
            return (long)await wait;
        }
        catch (RedisException e) when (IsMoved(e) && master.IsConnected)
        {
            return 0; // the slot is moving, or has another master: the next try asks that one
        }
    }

    /// <summary>The client library says of a refused ASK that the other server can't be reached.</summary>
    private static bool IsMoved(RedisException error) => error switch
    {
        RedisConnectionException connection => connection.FailureType == ConnectionFailureType.UnableToConnect,
        RedisServerException server => server.Message.Contains("MOVED", StringComparison.Ordinal),
        _ => false,
    };
}
