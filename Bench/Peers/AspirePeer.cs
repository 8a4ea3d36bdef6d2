using System.Net;
using System.Net.Http.Json;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Bench.Load;

namespace AspireStreaming.Bench.Peers;

/// <summary>This system over the embedded store. Events come by POST, as for other systems, to a server that only the bench has.</summary>
/// <param name="telemetry">The process sends traces, metrics and logs.</param>
internal class AspirePeer(bool telemetry = false) : Peer
{
    private Guid[] _jobs = [];
    private int _publishPort;

    protected IReadOnlyList<Guid> Jobs => _jobs;

    public override string Name => telemetry ? "aspire-memory-otel" : "aspire-memory";

    public override string Family => telemetry ? "aspire-otel" : "aspire";

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        int port = FreePort.Next();
        _publishPort = FreePort.Next();
        var environment = new Dictionary<string, string>([.. ApiEnvironment.Variables, .. await StartTelemetryAsync(telemetry, cancellationToken)]);
        StartServer(
            Executable.DotNet,
            ["exec", Path.Combine(AppContext.BaseDirectory, "Bench.dll"), "node", "--port", $"{port}", "--publish-port", $"{_publishPort}"],
            environment);
        await WaitForPortAsync(port, cancellationToken);
        await WaitForTelemetryAsync(cancellationToken);
        Nodes = [Local(port)];
    }

    public override async Task CreateChannelsAsync(int count, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{Nodes[0]}") };
        using var response = await http.PostAsync($"/bench/jobs?count={count}", null, cancellationToken);
        _jobs = (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<Guid[]>(cancellationToken))!;
    }

    public override IEventPublisher CreatePublisher(int connections) => new HttpPublisher(
        Local(_publishPort), [.. _jobs.Select(id => $"/{id}")],
        (number, time) => System.Text.Encoding.ASCII.GetBytes(Marker.Padded(number, time, BenchJobs.TextLength)), connections);

    public override byte[] WatchRequest(IPEndPoint node, int channel) => LoadClient.Get(node, $"/api/jobs/{_jobs[channel]}/stream");
}
