using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// All that this process hears from Redis: one connection beside that of the commands, read by a thread of its own, which hands each
/// message over itself. So an event waits for no other work of the process on its way to its watchers. A connection that is gone or
/// silent is made anew, to where the commands go. It knows what the connection string says: where credentials come from elsewhere,
/// nothing is heard.
/// </summary>
internal sealed class RedisSubscriber : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly RedisLink _link;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Guards what follows, and that channels are asked for in the order in which they are noted.</summary>
    private readonly Lock _lock = new();

    private readonly PubSubChannels _channels;
    private PubSubConnection? _connection;
    private bool _open;
    private long _lastReceived;
    private ITimer? _watch;

    public RedisSubscriber(RedisLink link, IOptions<StreamingOptions> options, TimeProvider time, ILogger<RedisSubscriber> logger)
    {
        (_link, _time, _timeout, _logger, _channels) = (link, time, options.Value.StoreTimeout, logger, new PubSubChannels(logger));
        link.Restored += OnLinkRestored;
    }

    /// <summary>All is subscribed again: what was published meanwhile was not heard.</summary>
    public event EventHandler? Restored;

    /// <summary>False when somebody listens, and nothing can be heard.</summary>
    public bool IsHearing
    {
        get
        {
            lock (_lock)
            {
                return _open || _watch is null;
            }
        }
    }

    /// <summary>Subscribes until the returned object is disposed, over whatever connection there is by then.</summary>
    /// <param name="received">Called by the thread that reads: must not block it.</param>
    /// <param name="wake">Signaled once for all messages that have come together; who waits for it goes on in the thread that reads.</param>
    /// <exception cref="TimeoutException">Redis did not confirm it within <see cref="StreamingOptions.StoreTimeout"/>.</exception>
    public async Task<IAsyncDisposable> SubscribeAsync(string name, Action<byte[]> received, Wakeup? wake, CancellationToken cancellationToken)
    {
        var handler = new PubSubHandler(received, wake);
        var subscription = new Subscription(this, name, handler);
        Task confirmed;
        lock (_lock)
        {
            Start();
            confirmed = _channels.Add(name, handler, out bool isFirst);
            if (isFirst && _open)
            {
                _channels.Ask(name);
                Send("SUBSCRIBE", name);
            }
        }

        try
        {
            await confirmed.WaitAsync(_timeout, cancellationToken);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        _link.Restored -= OnLinkRestored;
        _stop.Cancel();
        lock (_lock)
        {
            _watch?.Dispose();
            _connection?.Dispose();
        }
    }

    private void Unsubscribe(string name, PubSubHandler handler)
    {
        lock (_lock)
        {
            if (_channels.Remove(name, handler) && _open)
            {
                Send("UNSUBSCRIBE", name);
            }
        }
    }

    /// <summary>With the first who listens.</summary>
    private void Start()
    {
        if (_watch is null && !_stop.IsCancellationRequested)
        {
            _watch = _time.CreateTimer(static subscriber => ((RedisSubscriber)subscriber!).Watch(), this, _timeout, _timeout);
            new Thread(Run) { IsBackground = true, Name = "redis pub/sub" }.Start();
        }
    }

    private void Run()
    {
        for (int failures = 0; !_stop.IsCancellationRequested; failures++)
        {
            try
            {
                using var connection = new PubSubConnection(IdentifyAsync().GetAwaiter().GetResult(), _timeout, _channels.WakeAll);
                Open(connection);
                while (true)
                {
                    Take(connection.Read());
                    failures = 0; // not before: there are servers that take a connection and refuse what it is for
                }
            }
            catch (Exception e)
            {
                // Whatever it was, it is tried again: the process must not end by it, nor go deaf for ever.
                if (failures == 1 && !_stop.IsCancellationRequested)
                {
                    _logger.LogWarning("Nothing is heard from Redis, so events come late: {Reason}", e.Message);
                }
            }

            _channels.WakeAll();
            Close();
            _stop.Token.WaitHandle.WaitOne(Backoff.Delay(failures, TimeSpan.FromMilliseconds(50), LongestPause));
        }
    }

    /// <summary>Where the commands go to.</summary>
    private async Task<EndPoint> IdentifyAsync()
    {
        try
        {
            var endpoint = await _link.Connection.GetDatabase().IdentifyEndpointAsync().WaitAsync(_timeout);
            _link.Reached();
            return endpoint ?? throw new IOException("Redis is away.");
        }
        catch (Exception e) when (e is RedisConnectionException or TimeoutException or ObjectDisposedException)
        {
            _link.Missed();
            throw;
        }
    }

    private void Open(PubSubConnection connection)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            (_connection, _lastReceived) = (connection, -1);
        }

        connection.Open(_link.Connection.Configuration);
        lock (_lock)
        {
            _open = true;
            if (_channels.AskAll() is { Count: > 0 } names)
            {
                connection.Send(["SUBSCRIBE", .. names]);
            }
        }
    }

    private void Close()
    {
        lock (_lock)
        {
            if (_open)
            {
                _channels.Lose();
            }

            (_connection, _open) = (null, false);
        }
    }

    private void Take(PubSubReply reply)
    {
        switch (reply.Kind)
        {
            case PubSubReplyKind.Message:
                _channels.HandOver(reply);
                break;
            case PubSubReplyKind.Subscribed:
                bool restored;
                lock (_lock)
                {
                    restored = _channels.Confirm();
                }

                if (restored)
                {
                    Restored?.Invoke(this, EventArgs.Empty);
                }

                break;
        }
    }

    /// <summary>Asks for a sign of life now and then. Who has given none since it was last asked, or since it began to connect, is left.</summary>
    private void Watch()
    {
        lock (_lock)
        {
            if (_connection is not { } connection)
            {
                return;
            }

            if (connection.Received == _lastReceived)
            {
                connection.Dispose();
                return;
            }

            _lastReceived = connection.Received;
            if (_open)
            {
                Send("PING");
            }
        }
    }

    /// <summary>The commands may go to another server now.</summary>
    private void OnLinkRestored(object? sender, EventArgs e) => _ = Task.Run(async () =>
    {
        try
        {
            var endpoint = await IdentifyAsync();
            lock (_lock)
            {
                if (_connection is { } connection && !connection.Endpoint.Equals(endpoint))
                {
                    connection.Dispose();
                }
            }
        }
        catch (Exception failure) when (failure is IOException or RedisException or TimeoutException or ObjectDisposedException)
        {
            // It will be restored again.
        }
    });

    /// <summary>A connection that takes nothing is left; over the next one all is subscribed again.</summary>
    private void Send(params string[] command)
    {
        try
        {
            _connection!.Send(command);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _connection!.Dispose();
        }
    }

    private sealed class Subscription(RedisSubscriber subscriber, string name, PubSubHandler handler) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            subscriber.Unsubscribe(name, handler);
            return ValueTask.CompletedTask;
        }
    }
}
