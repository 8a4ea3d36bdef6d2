using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Api;

/// <summary>The whole system with two Api and two Worker replicas.</summary>
public sealed class SeedHost : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private LocalHost? _host;

    public HttpClient First { get; private set; } = null!;
    public HttpClient Second { get; private set; } = null!;

    public Task InitializeAsync() => StartAsync([]);

    /// <summary>A host of a test's own whose workers ask that model, and are given up after a second without a sign of life.</summary>
    internal static async Task<SeedHost> WithModelAsync(ScriptedModelServer model)
    {
        var host = new SeedHost();
        var environment = model.Configuration(AiProvider.OpenAI).ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value!);
        environment["Ai__RetryDelay"] = "00:00:00.010";
        environment["Streaming__Lease"] = "00:00:01";
        environment["Worker__RetryDelay"] = "00:00:00.100";
        await host.StartAsync(environment);
        return host;
    }

    public async Task KillWorkersAsync()
    {
        foreach (var worker in _host!.Workers.ToList())
        {
            await worker.KillAsync();
        }
    }

    public async Task DisposeAsync()
    {
        First?.Dispose();
        Second?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _directory.Dispose();
    }

    private async Task StartAsync(Dictionary<string, string> environment)
    {
        _host = await LocalHost.StartAsync(
            new LocalHostOptions { ApiPort = FreePort.Next(2), DataDirectory = _directory.Path, ApiReplicas = 2, WorkerReplicas = 2, Environment = environment },
            CancellationToken.None);
        First = new HttpClient { BaseAddress = new Uri(_host.ApiUrls[0]) };
        Second = new HttpClient { BaseAddress = new Uri(_host.ApiUrls[1]) };
    }
}
