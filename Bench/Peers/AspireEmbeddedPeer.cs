using System.Globalization;
using System.Net.Http.Json;

namespace AspireStreaming.Bench.Peers;

/// <summary>This system as one process: events are made where a Worker would be, within it. For measurements that leave publishing to it.</summary>
internal sealed class AspireEmbeddedPeer : AspirePeer
{
    public override string Name => "aspire-embedded";

    /// <summary>Lets the node publish into its first job.</summary>
    /// <returns>How many events the job has by then.</returns>
    public async Task<long> PublishAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{Nodes[0]}") };
        string path = string.Create(CultureInfo.InvariantCulture, $"/bench/publish/{Jobs[0]}?perSecond={perSecond}&seconds={duration.TotalSeconds}");
        using var response = await http.PostAsync(path, null, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<long>(cancellationToken);
    }
}
