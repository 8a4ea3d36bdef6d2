using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// All subscriptions of this process: connections of their own, each with a thread that reads it and hands over each message. So an event
/// waits for no other work of the process. One connection leads to the server that takes the commands; in a cluster there is one to each
/// server whose slots have channels. A channel follows its slot. A lost or silent connection is replaced, with the current options and
/// credentials.
/// </summary>
internal sealed class RedisSubscriber : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IConnectionMultiplexer _commands;
    private readonly RedisTopology _topology;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Guards the fields below, and all channels.</summary>
    private readonly Lock _lock = new();

    private readonly PubSubChannels _channels = new();
    private readonly PubSubLinks _links;

    /// <summary>Released when channels may have to be routed.</summary>
    private readonly SemaphoreSlim _toRoute = new(0);

    private ITimer? _watch;
    private int _failures;
    private int _lost;

    /// <param name="commands">Its connections change with the servers.</param>
    /// <param name="configuration">The options of the commands' connection. Its credentials may change.</param>
    public RedisSubscriber(
        IConnectionMultiplexer commands,
        RedisTopology topology,
        IOptions<ConfigurationOptions> configuration,
        IOptions<StreamingOptions> options,
        TimeProvider time,
        ILogger<RedisSubscriber> logger)
    {
        (_commands, _topology, _time, _timeout, _logger) = (commands, topology, time, options.Value.StoreTimeout, logger);
        _links = new PubSubLinks(this, _channels, configuration.Value, _timeout, logger);
        _commands.ConnectionRestored += OnMoved;
        _commands.ConfigurationChanged += OnMoved;
    }

    /// <summary>False when there are subscriptions without a connection.</summary>
    public bool IsReceiving
    {
        get
        {
            lock (_lock)
            {
                return _channels.All.All(channel => channel.Link is { IsOpen: true });
            }
        }
    }

    /// <summary>Subscribes until the returned object is disposed, across connections.</summary>
    /// <param name="received">Called by the reading thread: must not block it.</param>
    /// <param name="wake">Signaled once for all messages that arrive together; its waiter continues in the reading thread.</param>
    /// <param name="missed">Called when the channel is subscribed again after a loss: messages published in between were missed.</param>
    /// <exception cref="TimeoutException">Redis did not confirm it within <see cref="StreamingOptions.StoreTimeout"/>.</exception>
    public async Task<IAsyncDisposable> SubscribeAsync(string name, Action<byte[]> received, Wakeup? wake, Action? missed, CancellationToken cancellationToken)
    {
        var handler = new PubSubHandler(received, wake, missed);
        var subscription = new Subscription(this, name, handler);
        Task confirmed;
        lock (_lock)
        {
            Start();
            var channel = _channels.Add(name, handler, out bool isFirst);
            if (isFirst && !_links.Route(channel))
            {
                Ask();
            }

            confirmed = channel.Confirmed;
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
            _links.CloseAll();
        }
    }

    /// <summary>A connection is made.</summary>
    public void Opened(PubSubLink link)
    {
        lock (_lock)
        {
            if (!_links.Has(link))
            {
                return; // not needed any more
            }

            link.IsOpen = true;
            if (_lost > 0)
            {
                _lost--;
                RedisMetrics.SubscriptionsRestored();
            }

            link.Subscribe([.. _channels.Of(link).Select(channel => channel.Name)]);
        }
    }

    /// <summary>A reply that is no message.</summary>
    public void Take(PubSubLink link, PubSubReply reply)
    {
        PubSubHandler[] missed = [];
        lock (_lock)
        {
            if (reply.Kind == PubSubReplyKind.Moved)
            {
                if (!_links.Redirect(link, reply.Channel))
                {
                    Failed(_failures, "The servers disagree about who has a slot.");
                }
            }
            else if (_channels.Find(reply.Channel) is { } channel && channel.Link == link)
            {
                if (reply.Kind == PubSubReplyKind.Subscribed)
                {
                    missed = channel.Confirm() ? channel.Handlers : [];
                }
                else
                {
                    // The slot has left the server, which tells the next one when it is asked. Or a former subscription was ended just now.
                    channel.Lose();
                    link.Subscribe([channel.Name]);
                }
            }
        }

        foreach (var handler in missed)
        {
            handler.Missed?.Invoke();
        }
    }

    /// <summary>A connection is lost, or could not be made.</summary>
    /// <param name="heard">The server has answered.</param>
    public void Closed(PubSubLink link, bool heard, string reason)
    {
        lock (_lock)
        {
            _lost += link.IsOpen ? 1 : 0;
            if (_links.Remove(link))
            {
                Failed(heard ? 0 : _failures, reason);
            }
        }
    }

    private void Unsubscribe(string name, PubSubHandler handler)
    {
        lock (_lock)
        {
            if (_channels.Remove(name, handler) is { Link: { IsOpen: true } link })
            {
                link.Unsubscribe(name);
            }
        }
    }

    /// <summary>Starts what keeps the connections, at the first subscription.</summary>
    private void Start()
    {
        if (_watch is null && !_stop.IsCancellationRequested)
        {
            _watch = _time.CreateTimer(static subscriber => ((RedisSubscriber)subscriber!).Watch(), this, _timeout, _timeout);
            _ = Task.Run(RouteAsync);
        }
    }

    /// <summary>Routes channels until the process ends: after a failure with a pause.</summary>
    private async Task RouteAsync()
    {
        try
        {
            while (true)
            {
                await _toRoute.WaitAsync(_stop.Token);
                if (_failures > 0)
                {
                    await Task.Delay(Backoff.Delay(_failures - 1, TimeSpan.FromMilliseconds(50), LongestPause), _stop.Token);
                }

                try
                {
                    var routes = await _topology.RoutesAsync().WaitAsync(_timeout, _stop.Token);
                    lock (_lock)
                    {
                        _stop.Token.ThrowIfCancellationRequested();
                        if (!_links.RouteAll(routes))
                        {
                            Failed(_failures, "No server has the slot of a channel.");
                        }
                    }
                }
                catch (Exception e) when (!_stop.IsCancellationRequested)
                {
                    lock (_lock)
                    {
                        Failed(_failures, e.Message); // whatever it is: the subscriptions must not end
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    /// <summary>Routes again after a pause.</summary>
    /// <param name="before">Failures before this one.</param>
    private void Failed(int before, string reason)
    {
        _failures = before + 1;
        if (_failures == 2 && !_stop.IsCancellationRequested)
        {
            _logger.LogWarning("No subscription to Redis, so events come late: {Reason}", reason);
        }

        Ask();
    }

    /// <summary>Routes all channels again.</summary>
    private void Ask()
    {
        if (_toRoute.CurrentCount == 0)
        {
            _toRoute.Release();
        }
    }

    private void Watch()
    {
        lock (_lock)
        {
            _links.Watch();
        }
    }

    /// <summary>The commands may use another server now.</summary>
    private void OnMoved(object? sender, EventArgs e)
    {
        lock (_lock)
        {
            if (_watch is not null)
            {
                Ask();
            }
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
