using System.Net;
using AspireStreaming.Bench.Load;

namespace AspireStreaming.Bench.Peers;

/// <summary>A system that takes events by <c>POST /pub/{channel}</c>, gives them out at <c>/sub/{channel}</c>, and makes channels by itself.</summary>
internal abstract class HttpPeer : Peer
{
    private string[] _channels = [];

    public override Task CreateChannelsAsync(int count, CancellationToken cancellationToken)
    {
        _channels = [.. Enumerable.Range(0, count).Select(_ => $"{Guid.NewGuid():N}")];
        return Task.CompletedTask;
    }

    public override IEventPublisher CreatePublisher(int connections) =>
        new HttpPublisher(Nodes[0], [.. _channels.Select(c => $"/pub/{c}")], (number, time) => Marker.Json(number, time, EventBytes), connections);

    public override byte[] WatchRequest(IPEndPoint node, int channel) => LoadClient.Get(node, $"/sub/{_channels[channel]}");
}
