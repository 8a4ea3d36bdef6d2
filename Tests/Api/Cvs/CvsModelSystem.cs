using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Api.Cvs;

/// <summary>The whole system with two workers and a scripted model, for one class of tests.</summary>
public sealed class CvsModelSystem : IAsyncLifetime
{
    internal ScriptedModelServer Model { get; private set; } = null!;

    internal CvsHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Model = await ScriptedModelServer.StartAsync();
        Host = new CvsHost
        {
            Workers = 2,
            Settings = Model.Configuration(AiProvider.OpenAI).ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => s.Value!),
        };
        await Host.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Model.DisposeAsync();
    }
}
