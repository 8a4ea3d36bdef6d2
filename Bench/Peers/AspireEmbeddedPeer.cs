using System.Globalization;
using System.Net.Http.Json;

namespace AspireStreaming.Bench.Peers;

/// <summary>This system as one process, which makes the events in place of a Worker. For measurements in which the peer publishes.</summary>
internal sealed class AspireEmbeddedPeer : AspirePeer
{
    public override string Name => "aspire-embedded";

    /// <summary>Lets the node publish into its first job.</summary>
    /// <returns>How many events the job has afterwards.</returns>
    public async Task<long> PublishAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{Nodes[0]}") };
        string path = string.Create(CultureInfo.InvariantCulture, $"/bench/publish/{Jobs[0]}?perSecond={perSecond}&seconds={duration.TotalSeconds}");
        using var response = await http.PostAsync(path, null, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<long>(cancellationToken);
    }
}
