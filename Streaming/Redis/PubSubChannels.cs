using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Who listens to what, and what of it Redis has confirmed. <see cref="HandOver"/> and <see cref="WakeAll"/> are for the thread that reads;
/// the other calls must not overlap.
/// </summary>
internal sealed class PubSubChannels(ILogger logger)
{
    private readonly ConcurrentDictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    /// <summary>Asked for, and not yet confirmed. Redis confirms in the order in which it was asked.</summary>
    private readonly Queue<Channel> _unconfirmed = new();

    /// <summary>Whom to wake before waiting for more. Only of the thread that reads.</summary>
    private readonly HashSet<Wakeup> _awaited = [];

    private bool _lost;
    private bool _restoring;

    /// <summary>Hands a message to those who listen.</summary>
    public void HandOver(PubSubReply message)
    {
        foreach (var handler in _channels.TryGetValue(message.Channel, out var channel) ? channel.Handlers : [])
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
                logger.LogError(e, "A message on {Channel} was not taken", message.Channel); // others are to hear theirs
            }
        }
    }

    /// <summary>All that has come is handed over: what came together for one goes on together, and in one send where it leads to a socket.</summary>
    public void WakeAll()
    {
        foreach (var wake in _awaited)
        {
            wake.Signal(inline: true);
        }

        _awaited.Clear();
    }

    /// <param name="isFirst">Nobody else listens to the channel yet: it has to be asked for.</param>
    /// <returns>Completes when Redis has confirmed the channel.</returns>
    public Task Add(string name, PubSubHandler handler, out bool isFirst)
    {
        isFirst = !_channels.TryGetValue(name, out var channel);
        channel ??= _channels[name] = new Channel();
        channel.Handlers = [.. channel.Handlers, handler];
        return channel.Confirmed.Task;
    }

    /// <returns>True when nobody listens to the channel any more.</returns>
    public bool Remove(string name, PubSubHandler handler)
    {
        if (!_channels.TryGetValue(name, out var channel))
        {
            return false; // it was done before
        }

        channel.Handlers = [.. channel.Handlers.Where(other => !ReferenceEquals(other, handler))];
        return channel.Handlers.Length == 0 && _channels.TryRemove(name, out _);
    }

    /// <summary>The channel is being asked for.</summary>
    public void Ask(string name) => _unconfirmed.Enqueue(_channels[name]);

    /// <summary>All channels are being asked for, over a new connection.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> AskAll()
    {
        var channels = _channels.ToArray();
        Array.ForEach(channels, channel => _unconfirmed.Enqueue(channel.Value));
        _restoring = _lost && channels.Length > 0;
        return Array.ConvertAll(channels, channel => channel.Key);
    }

    /// <summary>Redis confirms what it was asked for first.</summary>
    /// <returns>True when with it everything is heard again that was before the connection was lost.</returns>
    public bool Confirm()
    {
        if (_unconfirmed.TryDequeue(out var channel))
        {
            channel.Confirmed.TrySetResult();
        }

        bool restored = _restoring && _unconfirmed.Count == 0;
        _restoring &= !restored;
        return restored;
    }

    /// <summary>The connection over which they were asked for is gone: nothing is confirmed any more.</summary>
    public void Lose()
    {
        (_lost, _restoring) = (true, false);
        _unconfirmed.Clear();
        foreach (var (_, channel) in _channels)
        {
            if (channel.Confirmed.Task.IsCompleted)
            {
                channel.Confirmed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private sealed class Channel
    {
        /// <summary>Replaced, never changed.</summary>
        public PubSubHandler[] Handlers { get; set; } = [];

        public TaskCompletionSource Confirmed { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <param name="Received">Takes a message.</param>
/// <param name="Wake">Who waits for messages, and goes on when all that have come were taken.</param>
internal sealed record PubSubHandler(Action<byte[]> Received, Wakeup? Wake);
