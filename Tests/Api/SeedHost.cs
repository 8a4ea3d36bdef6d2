using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Api;

/// <summary>The whole system with two Api and two Worker replicas.</summary>
public sealed class SeedHost : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private RunningApp? _app;

    public HttpClient First { get; private set; } = null!;
    public HttpClient Second { get; private set; } = null!;

    public Task InitializeAsync() => StartAsync([]);

    /// <summary>The workers call that model. Their lease is short, and long enough for a slow machine to renew it.</summary>
    internal static async Task<SeedHost> WithModelAsync(ScriptedModelServer model)
    {
        var host = new SeedHost();
        var environment = model.Configuration(AiProvider.OpenAI).ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value!);
        environment["Ai__RetryDelay"] = "00:00:00.010";
        environment["Streaming__Lease"] = "00:00:03";
        environment["Worker__RetryDelay"] = "00:00:00.100";
        await host.StartAsync(environment);
        return host;
    }

    /// <summary>Kills all workers, and starts them again.</summary>
    public async Task KillWorkersAsync()
    {
        await Task.WhenAll(_app!.Workers.Select(worker => worker.KillAsync()));
        await Task.WhenAll(_app.Workers.Select(worker => worker.StartAsync()));
    }

    public async Task DisposeAsync()
    {
        First?.Dispose();
        Second?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _directory.Dispose();
    }

    private async Task StartAsync(Dictionary<string, string> environment)
    {
        _app = await RunningApp.StartAsync(new RunningAppOptions { DataDirectory = _directory.Path, Variables = environment }, CancellationToken.None);
        First = new HttpClient { BaseAddress = new Uri(_app.ApiUrls[0]) };
        Second = new HttpClient { BaseAddress = new Uri(_app.ApiUrls[1]) };
    }
}
