using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// All subscriptions of this process: a connection of their own, and a thread that reads it and hands over each message. So an event
/// waits for no other work of the process. A lost or silent connection is replaced by a connection to the server that takes the
/// commands, with the current options and credentials.
/// </summary>
internal sealed class RedisSubscriber : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IConnectionMultiplexer _commands;
    private readonly ConfigurationOptions _configuration;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Guards the fields below, and the order: channels are requested in the order in which they are noted.</summary>
    private readonly Lock _lock = new();

    private readonly PubSubChannels _channels;
    private PubSubConnection? _connection;
    private bool _open;
    private bool _wasOpen;
    private long _lastReceived;
    private ITimer? _watch;

    /// <param name="commands">Tells which server takes the commands.</param>
    /// <param name="configuration">The options of the commands' connection. Its credentials may change.</param>
    public RedisSubscriber(
        IConnectionMultiplexer commands, IOptions<ConfigurationOptions> configuration, IOptions<StreamingOptions> options, TimeProvider time, ILogger<RedisSubscriber> logger)
    {
        (_commands, _configuration, _time, _timeout, _logger) = (commands, configuration.Value, time, options.Value.StoreTimeout, logger);
        _channels = new PubSubChannels(logger);
        _commands.ConnectionRestored += OnMoved;
        _commands.ConfigurationChanged += OnMoved;
    }

    /// <summary>All channels are subscribed again: messages published in between were missed.</summary>
    public event EventHandler? Restored;

    /// <summary>False when there are subscriptions but no connection for them.</summary>
    public bool IsReceiving
    {
        get
        {
            lock (_lock)
            {
                return _open || _watch is null;
            }
        }
    }

    /// <summary>Subscribes until the returned object is disposed, across connections.</summary>
    /// <param name="received">Called by the reading thread: must not block it.</param>
    /// <param name="wake">Signaled once for all messages that arrive together; its waiter continues in the reading thread.</param>
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
        _commands.ConnectionRestored -= OnMoved;
        _commands.ConfigurationChanged -= OnMoved;
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

    /// <summary>Starts the timer and the reading thread, at the first subscription.</summary>
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
                    failures = 0; // only here: a server may accept a connection and refuse to subscribe
                }
            }
            catch (Exception e)
            {
                // Every failure leads to another try: no failure may end the process or its subscriptions.
                if (failures == 1 && !_stop.IsCancellationRequested)
                {
                    _logger.LogWarning("No subscription to Redis, so events come late: {Reason}", e.Message);
                }
            }

            _channels.WakeAll();
            Close();
            _stop.Token.WaitHandle.WaitOne(Backoff.Delay(failures, TimeSpan.FromMilliseconds(50), LongestPause));
        }
    }

    /// <summary>The server that takes the commands.</summary>
    private async Task<EndPoint> IdentifyAsync() =>
        await _commands.GetDatabase().IdentifyEndpointAsync().WaitAsync(_timeout) ?? throw new IOException("Redis is away.");

    private void Open(PubSubConnection connection)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            (_connection, _lastReceived) = (connection, -1);
        }

        connection.Open(_configuration);
        lock (_lock)
        {
            _open = true;
            if (_wasOpen)
            {
                RedisMetrics.SubscriptionsRestored();
            }

            _wasOpen = true;
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

    /// <summary>Sends a PING at intervals. Closes a connection that received nothing since the last PING, or since it began to connect.</summary>
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

    /// <summary>Checks the server: the commands may use another server now.</summary>
    private void OnMoved(object? sender, EventArgs e) => _ = Task.Run(async () =>
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
            // The next event of this kind asks again.
        }
    });

    /// <summary>Sends a command. Closes a connection that accepts no bytes: the next connection subscribes all channels again.</summary>
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
