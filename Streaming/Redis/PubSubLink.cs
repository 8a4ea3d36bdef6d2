using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>A connection for subscriptions, and the thread that reads it and hands over each message. It ends with the connection.</summary>
/// <param name="isSharded">The server is one of a cluster.</param>
/// <param name="timeout">How long a command may take to be sent.</param>
internal sealed class PubSubLink(
    RedisSubscriber subscriber, PubSubChannels channels, EndPoint endpoint, bool isSharded, TimeSpan timeout, ConfigurationOptions configuration, ILogger logger) : IDisposable
{
    /// <summary>Signals to send before the thread waits. Only the thread uses this set.</summary>
    private readonly HashSet<Wakeup> _awaited = [];

    private PubSubConnection _connection = null!;
    private long _lastReceived = -1;

    public EndPoint Endpoint => endpoint;

    /// <summary>Connected: channels can be subscribed.</summary>
    public bool IsOpen { get; set; }

    public void Start()
    {
        _connection = new PubSubConnection(endpoint, timeout, WakeAll);
        new Thread(Run) { IsBackground = true, Name = "redis pub/sub" }.Start();
    }

    /// <summary>Ends the connection, and the thread.</summary>
    public void Dispose() => _connection.Dispose();

    public void Subscribe(IReadOnlyCollection<string> names)
    {
        if (names.Count > 0)
        {
            Send(isSharded ? [.. names.Select(name => new[] { "SSUBSCRIBE", name })] : [["SUBSCRIBE", .. names]]);
        }
    }

    public void Unsubscribe(string name) => Send([[isSharded ? "SUNSUBSCRIBE" : "UNSUBSCRIBE", name]]);

    /// <summary>Sends a PING. Closes a connection that received nothing since the last call, or since it began to connect.</summary>
    public void Watch()
    {
        if (_connection.Received == _lastReceived)
        {
            Dispose();
            return;
        }

        _lastReceived = _connection.Received;
        if (IsOpen)
        {
            Send([["PING"]]);
        }
    }

    private void Run()
    {
        bool heard = false;
        string reason = "";
        try
        {
            _connection.Open(configuration);
            subscriber.Opened(this);
            while (true)
            {
                var reply = _connection.Read();
                heard = true; // only here: a server may accept a connection and refuse to subscribe
                if (reply.Kind == PubSubReplyKind.Message)
                {
                    HandOver(reply);
                }
                else if (reply.Kind != PubSubReplyKind.None)
                {
                    subscriber.Take(this, reply);
                }
            }
        }
        catch (Exception e)
        {
            reason = e.Message; // every failure leads to another connection: no failure may end the process or its subscriptions
        }

        Dispose();
        WakeAll();
        subscriber.Closed(this, heard, reason);
    }

    /// <summary>Hands a message to its handlers.</summary>
    private void HandOver(PubSubReply message)
    {
        foreach (var handler in channels.Find(message.Channel)?.Handlers ?? [])
        {
            try
            {
                handler.Received(message.Payload);
                if (handler.Wake is { } wake)
                {
                    _awaited.Add(wake);
                }
            }
            catch (Exception e)
            {
                logger.LogError(e, "A handler of channel {Channel} failed", message.Channel); // the next handlers still run
            }
        }
    }

    /// <summary>Wakes the readers after all received messages are handed over, so that messages that arrive together are sent together.</summary>
    private void WakeAll()
    {
        foreach (var wake in _awaited)
        {
            wake.Signal(inline: true);
        }

        _awaited.Clear();
    }

    /// <summary>Closes a connection that accepts no bytes: the next connection subscribes all channels again.</summary>
    private void Send(IReadOnlyCollection<IReadOnlyCollection<string>> commands)
    {
        try
        {
            _connection.Send(commands);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            Dispose();
        }
    }
}
