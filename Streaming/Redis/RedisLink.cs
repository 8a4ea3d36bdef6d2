using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The connection in use. One over which all calls have failed for a while is replaced where this process knows how: StackExchange.Redis 1.2.6 has been seen to stay away for good after faults, beside others that came back.
/// </summary>
internal sealed class RedisLink : IDisposable
{
    private readonly RedisConnector? _connector;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ILogger _logger;
    private volatile IConnectionMultiplexer _connection;

    /// <summary>One that replaced another; the first is not this object's to dispose of.</summary>
    private IConnectionMultiplexer? _own;

    /// <summary>When the first of the calls failed that have failed since one was answered; 0 when the last one was.</summary>
    private long _failingSince;

    private int _replacing;

    public RedisLink(
        IConnectionMultiplexer connection, IOptions<StreamingOptions> options, TimeProvider time, ILogger<RedisLink> logger, RedisConnector? connector = null)
    {
        (_connection, _connector, _time, _timeout, _logger) = (connection, connector, time, options.Value.StoreTimeout, logger);
        connection.ConnectionRestored += OnRestored;
    }

    public IConnectionMultiplexer Connection => _connection;

    /// <summary>Redis is back, perhaps another one.</summary>
    public event EventHandler? Restored;

    /// <summary>How long all calls have to fail for the connection to be replaced.</summary>
    private TimeSpan Patience => 3 * _timeout;

    /// <summary>A call was answered.</summary>
    public void Reached()
    {
        if (Volatile.Read(ref _failingSince) != 0)
        {
            Volatile.Write(ref _failingSince, 0);
        }
    }

    /// <summary>A call was not answered, or could not be sent.</summary>
    public void Missed()
    {
        long now = _time.GetTimestamp();
        long since = Interlocked.CompareExchange(ref _failingSince, now, 0);
        if (_connector is not null && since != 0 && _time.GetElapsedTime(since, now) > Patience && Interlocked.Exchange(ref _replacing, 1) == 0)
        {
            _ = Task.Run(Replace);
        }
    }

    public void Dispose() => _own?.Dispose();

    private void Replace()
    {
        try
        {
            _logger.LogWarning("All calls to Redis have failed for {Patience}: the connection is made anew", Patience);
            var next = _connector!.Connect();
            next.ConnectionRestored += OnRestored;
            var old = _connection;
            (_own, _connection) = (next, next);
            Restored?.Invoke(this, EventArgs.Empty);
            old.ConnectionRestored -= OnRestored;
            old.Close(allowCommandsToComplete: false);
            old.Dispose();
        }
        catch (RedisException e)
        {
            _logger.LogWarning(e, "Redis can't be connected to"); // whoever calls next asks again
        }
        finally
        {
            Reached(); // as much time again for the new one
            Volatile.Write(ref _replacing, 0);
        }
    }

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => Restored?.Invoke(this, EventArgs.Empty);
}
