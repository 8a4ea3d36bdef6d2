using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The handlers of each channel, and whether Redis has confirmed it. <see cref="HandOver"/> and <see cref="WakeAll"/> are for the
/// reading thread only; the other calls must not overlap.
/// </summary>
internal sealed class PubSubChannels(ILogger logger)
{
    private readonly ConcurrentDictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    /// <summary>Requested, not yet confirmed. Redis confirms in the order of the requests.</summary>
    private readonly Queue<Channel> _unconfirmed = new();

    /// <summary>Signals to send before the reading thread waits. Only that thread uses this set.</summary>
    private readonly HashSet<Wakeup> _awaited = [];

    private bool _lost;
    private bool _restoring;

    /// <summary>Hands a message to its handlers.</summary>
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
                logger.LogError(e, "A handler of channel {Channel} failed", message.Channel); // the next handlers still run
            }
        }
    }

    /// <summary>Wakes the readers after all received messages are handed over, so that messages that arrive together are sent together.</summary>
    public void WakeAll()
    {
        foreach (var wake in _awaited)
        {
            wake.Signal(inline: true);
        }

        _awaited.Clear();
    }

    /// <param name="isFirst">The first handler of the channel: subscribe to it.</param>
    /// <returns>Completes when Redis has confirmed the channel.</returns>
    public Task Add(string name, PubSubHandler handler, out bool isFirst)
    {
        isFirst = !_channels.TryGetValue(name, out var channel);
        channel ??= _channels[name] = new Channel();
        channel.Handlers = [.. channel.Handlers, handler];
        return channel.Confirmed.Task;
    }

    /// <returns>True when the channel has no handler any more.</returns>
    public bool Remove(string name, PubSubHandler handler)
    {
        if (!_channels.TryGetValue(name, out var channel))
        {
            return false; // it was removed before
        }

        channel.Handlers = [.. channel.Handlers.Where(other => !ReferenceEquals(other, handler))];
        return channel.Handlers.Length == 0 && _channels.TryRemove(name, out _);
    }

    /// <summary>Notes that the channel is requested.</summary>
    public void Ask(string name) => _unconfirmed.Enqueue(_channels[name]);

    /// <summary>Notes that all channels are requested over a new connection.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> AskAll()
    {
        var channels = _channels.ToArray();
        Array.ForEach(channels, channel => _unconfirmed.Enqueue(channel.Value));
        _restoring = _lost && channels.Length > 0;
        return Array.ConvertAll(channels, channel => channel.Key);
    }

    /// <summary>Confirms the oldest request.</summary>
    /// <returns>True when all channels of the lost connection are subscribed again.</returns>
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

    /// <summary>The connection is lost: no channel is confirmed any more.</summary>
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
/// <param name="Wake">Signals the reader of the messages after all received ones are handed over.</param>
internal sealed record PubSubHandler(Action<byte[]> Received, Wakeup? Wake);
