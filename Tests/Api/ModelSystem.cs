using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Api;

/// <summary>The whole system with a scripted model. Its lease is short, and long enough for a slow machine to renew it.</summary>
public sealed class ModelSystem : RunningSystem
{
    public const string Name = "scripted model";

    internal ScriptedModelServer Model { get; private set; } = null!;

    protected override TimeSpan Lease => TimeSpan.FromSeconds(3);

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        .. Model.Configuration(AiProvider.OpenAI).Select(s => KeyValuePair.Create(s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value!)),
        new("Ai__RetryDelay", "00:00:00.010"),
        new("Worker__RetryDelay", "00:00:00.100"),
    ];

    public override async Task InitializeAsync()
    {
        Model = await ScriptedModelServer.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Model.DisposeAsync();
    }

    internal async Task KillWorkersAsync()
    {
        await Task.WhenAll(App.Workers.Select(worker => worker.KillAsync()));
        await Task.WhenAll(App.Workers.Select(worker => worker.StartAsync()));
    }
}

[CollectionDefinition(ModelSystem.Name)]
public sealed class ModelSystemCollection : ICollectionFixture<ModelSystem>;
