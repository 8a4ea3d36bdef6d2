using System.Collections.Concurrent;

namespace AspireStreaming.Streaming.Redis;

/// <summary>All channels. <see cref="Find"/> may be called at any time; the other calls must not overlap.</summary>
internal sealed class PubSubChannels
{
    private readonly ConcurrentDictionary<string, PubSubChannel> _channels = new(StringComparer.Ordinal);

    public IEnumerable<PubSubChannel> All => _channels.Select(channel => channel.Value);

    /// <summary>The channels of a connection.</summary>
    public IEnumerable<PubSubChannel> Of(PubSubLink link) => All.Where(channel => channel.Link == link);

    /// <returns>Null for a channel without handlers.</returns>
    public PubSubChannel? Find(string name) => _channels.GetValueOrDefault(name);

    /// <param name="isFirst">The first handler of the channel: subscribe to it.</param>
    public PubSubChannel Add(string name, PubSubHandler handler, out bool isFirst)
    {
        isFirst = !_channels.TryGetValue(name, out var channel);
        channel ??= _channels[name] = new PubSubChannel(name);
        channel.Handlers = [.. channel.Handlers, handler];
        return channel;
    }

    /// <returns>The channel, when it has no handler any more.</returns>
    public PubSubChannel? Remove(string name, PubSubHandler handler)
    {
        if (!_channels.TryGetValue(name, out var channel))
        {
            return null; // it was removed before
        }

        channel.Handlers = [.. channel.Handlers.Where(other => !ReferenceEquals(other, handler))];
        return channel.Handlers.Length == 0 && _channels.TryRemove(name, out _) ? channel : null;
    }
}
