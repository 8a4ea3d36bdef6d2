using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>The connections of all channels: one to each server that has any. Calls must not overlap.</summary>
internal sealed class PubSubLinks(RedisSubscriber subscriber, PubSubChannels channels, ConfigurationOptions configuration, TimeSpan timeout, ILogger logger)
{
    private readonly Dictionary<EndPoint, PubSubLink> _links = [];
    private PubSubRoutes? _routes;
    private bool _closed;

    /// <summary>It is one of these connections, and not closed or replaced.</summary>
    public bool Has(PubSubLink link) => _links.GetValueOrDefault(link.Endpoint) == link;

    /// <summary>Subscribes a channel at the server that has it.</summary>
    /// <returns>False when that server is unknown.</returns>
    public bool Route(PubSubChannel channel)
    {
        int slot = _routes?.SlotOf(channel.Name) ?? 0;
        if (_closed || _routes?.OwnerOf(slot) is not { } owner)
        {
            return _closed;
        }

        if (!_links.TryGetValue(owner, out var link))
        {
            link = new PubSubLink(subscriber, channels, owner, _routes.IsSharded, timeout, configuration, logger);
            _links[owner] = link;
            link.Start();
        }

        if (channel.Link != link)
        {
            channel.Assign(link, slot);
            if (link.IsOpen)
            {
                link.Subscribe([channel.Name]);
            }
        }

        return true;
    }

    /// <summary>Subscribes all channels where they are not yet subscribed, and closes the connections that no channel needs.</summary>
    /// <returns>False when no server has some of the channels.</returns>
    public bool RouteAll(PubSubRoutes routes)
    {
        _routes = routes;
        bool all = true;
        foreach (var channel in channels.All)
        {
            // A server of a cluster tells by itself that a slot has left it. Without a cluster the commands may use another server now.
            if (channel.Link is not { IsOpen: true } link || (!routes.IsSharded && !link.Endpoint.Equals(routes.OwnerOf(0))))
            {
                all &= Route(channel);
            }
        }

        var used = channels.All.Select(channel => channel.Link).ToHashSet();
        foreach (var link in _links.Values.Where(link => !used.Contains(link)).ToList())
        {
            _links.Remove(link.Endpoint);
            link.IsOpen = false; // not lost
            link.Dispose();
        }

        return all;
    }

    /// <summary>Subscribes the channels of a slot at another server.</summary>
    /// <param name="link">A server that says that it does not have the slot.</param>
    /// <param name="to">The slot and the server that has it, as in <c>3999 127.0.0.1:6381</c>.</param>
    /// <returns>False when the servers disagree about it.</returns>
    public bool Redirect(PubSubLink link, string to)
    {
        int blank = to.IndexOf(' ', StringComparison.Ordinal);
        if (!int.TryParse(to.AsSpan(0, Math.Max(blank, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out int slot)
            || slot >= HashSlot.Count
            || EndPointCollection.TryParse(to[(blank + 1)..]) is not { } owner)
        {
            link.Dispose(); // the next connection is made where the cluster says then
            return true;
        }

        _routes?.Move(slot, owner);
        bool all = true;
        foreach (var channel in channels.Of(link).Where(channel => channel.Slot == slot && !channel.Confirmed.IsCompleted))
        {
            all &= channel.MayRedirect() && Route(channel);
        }

        return all;
    }

    /// <summary>Forgets a connection that has ended. Its channels have none now.</summary>
    /// <returns>False when it was closed because no channel needed it.</returns>
    public bool Remove(PubSubLink link)
    {
        if (!Has(link))
        {
            return false;
        }

        _links.Remove(link.Endpoint);
        link.IsOpen = false;
        foreach (var channel in channels.Of(link))
        {
            channel.Leave();
        }

        return true;
    }

    /// <summary>Closes silent connections.</summary>
    public void Watch()
    {
        foreach (var link in _links.Values)
        {
            link.Watch();
        }
    }

    /// <summary>The process ends.</summary>
    public void CloseAll()
    {
        _closed = true;
        foreach (var link in _links.Values)
        {
            link.Dispose();
        }

        _links.Clear();
    }
}
