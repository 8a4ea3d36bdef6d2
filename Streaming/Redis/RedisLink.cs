using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The connection in use, and what is subscribed over it. A connection over which all calls have failed for a while is replaced where this
/// process knows how: StackExchange.Redis 1.2.6 has been seen to stay away for good after faults, beside others that came back.
/// </summary>
internal sealed class RedisLink : IDisposable
{
    private readonly RedisConnector? _connector;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<Subscription, byte> _subscriptions = new();
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

    /// <summary>Redis is back: what was published meanwhile was not heard.</summary>
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

    /// <summary>Subscribes until the returned object is disposed, over whatever connection there is by then.</summary>
    public async Task<IAsyncDisposable> SubscribeAsync(string channel, Action<byte[]> received)
    {
        var subscription = new Subscription(this, channel, received);
        _subscriptions.TryAdd(subscription, 0);
        try
        {
            await subscription.AttachAsync(_connection);
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }

        return subscription;
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
            foreach (var (subscription, _) in _subscriptions)
            {
                _ = subscription.ReattachAsync(next);
            }

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

    private sealed class Subscription(RedisLink link, string channel, Action<byte[]> received) : IAsyncDisposable
    {
        private readonly RedisChannel _channel = new(channel, RedisChannel.PatternMode.Literal);

        public Task AttachAsync(IConnectionMultiplexer connection) => connection.GetSubscriber().SubscribeAsync(_channel, Handle).WaitAsync(link._timeout);

        public async Task ReattachAsync(IConnectionMultiplexer connection)
        {
            try
            {
                await AttachAsync(connection);
            }
            catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
            {
                // The client subscribes by itself as soon as it is connected.
            }

            if (!link._subscriptions.ContainsKey(this))
            {
                await DetachAsync(); // disposed of meanwhile
            }
        }

        public ValueTask DisposeAsync()
        {
            link._subscriptions.TryRemove(this, out _);
            return DetachAsync();
        }

        private async ValueTask DetachAsync()
        {
            try
            {
                await link._connection.GetSubscriber().UnsubscribeAsync(_channel, Handle).WaitAsync(link._timeout);
            }
            catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
            {
                // The connection is gone, and the server's side of the subscription with it.
            }
        }

        private void Handle(RedisChannel from, RedisValue message) => received(message.Bytes());
    }
}
