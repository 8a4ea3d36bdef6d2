namespace AspireStreaming.Bench.Peers;

/// <summary>The Durable Streams protocol's reference server: a stream is made by PUT, and all of it is one URL.</summary>
internal sealed class DurableStreamsPeer() : NodePeer("durable-streams", redis: false)
{
    public override async Task CreateChannelsAsync(int count, CancellationToken cancellationToken)
    {
        await base.CreateChannelsAsync(count, cancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{Nodes[0]}") };
        foreach (string channel in Channels)
        {
            using var content = new ByteArrayContent([]);
            content.Headers.ContentType = new("application/json");
            using var response = await http.PutAsync(PublishPath(channel), content, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    protected override string PublishPath(string channel) => $"/{channel}";

    protected override string WatchPath(string channel) => $"/{channel}?offset=-1&live=sse";
}
