namespace AspireStreaming.Tests.Protocols;

/// <summary>Each protocol, driven by its own clients against a running system.</summary>
[Collection(ProtocolSystemCollection.Name)]
public sealed class ProtocolTests(ProtocolSystem system)
{
    [Theory]
    [InlineData("ag-ui.js")]
    public Task ItsClientsHaveTheNativeSnapshotAtTheEnd(string script) => ProtocolJudge.RunAsync(system, script);
}
