using System.Net;
using AspireStreaming.Bench.Load;

namespace AspireStreaming.Bench.Peers;

/// <summary>A system that takes an event by POST, serves the channel's events by GET, and makes channels by itself.</summary>
internal abstract class HttpPeer : Peer
{
    private string[] _channels = [];

    protected IReadOnlyList<string> Channels => _channels;

    public override Task CreateChannelsAsync(int count, CancellationToken cancellationToken)
    {
        _channels = [.. Enumerable.Range(0, count).Select(_ => $"{Guid.NewGuid():N}")];
        return Task.CompletedTask;
    }

    public override IEventPublisher CreatePublisher(int connections) =>
        new HttpPublisher(Nodes[0], [.. _channels.Select(PublishPath)], (number, time) => Marker.Json(number, time, EventBytes), connections);

    public override byte[] WatchRequest(IPEndPoint node, int channel) => LoadClient.Get(node, WatchPath(_channels[channel]));

    protected virtual string PublishPath(string channel) => $"/pub/{channel}";

    protected virtual string WatchPath(string channel) => $"/sub/{channel}";
}
