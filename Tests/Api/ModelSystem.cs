using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>The whole system with a scripted model, for one class of tests.</summary>
public sealed class ModelSystem : IAsyncLifetime
{
    internal ScriptedModelServer Model { get; private set; } = null!;

    internal SeedHost Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Model = await ScriptedModelServer.StartAsync();
        Host = await SeedHost.WithModelAsync(Model);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Model.DisposeAsync();
    }
}
