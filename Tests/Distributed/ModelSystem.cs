using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Support.Otlp;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Distributed;

/// <summary>
/// The whole system with a language model, which is scripted and speaks the provider's format over a real socket. It exports its telemetry.
/// Its lease is short, and long enough for a slow machine to renew it.
/// </summary>
public sealed class ModelSystem : RunningSystem
{
    public const string Name = "scripted model";

    private OtlpReceiver? _receiver;

    internal ScriptedModelServer Model { get; private set; } = null!;

    internal OtlpReceiver Receiver => _receiver ?? throw new InvalidOperationException("The receiver has not started.");

    protected override int Workers => 1;

    protected override TimeSpan Lease => TimeSpan.FromSeconds(3);

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        .. Receiver.Variables,
        .. Model.Configuration(AiProvider.OpenAI).Select(s => KeyValuePair.Create(s.Key.Replace(":", "__", StringComparison.Ordinal), s.Value!)),
        new("Ai__RetryDelay", "00:00:00.010"),
        new("Worker__RetryDelay", "00:00:00.100"),
        new("Logging__LogLevel__AspireStreaming.Worker.Ai.LanguageModel", "Debug"),
    ];

    public override async Task InitializeAsync()
    {
        Model = await ScriptedModelServer.StartAsync();
        _receiver = await OtlpReceiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Model.DisposeAsync();
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }
    }

    internal async Task KillWorkersAsync()
    {
        await Task.WhenAll(App.Workers.Select(worker => worker.KillAsync()));
        await Task.WhenAll(App.Workers.Select(worker => worker.StartAsync()));
    }
}

[CollectionDefinition(ModelSystem.Name)]
public sealed class ModelSystemCollection : ICollectionFixture<ModelSystem>;
