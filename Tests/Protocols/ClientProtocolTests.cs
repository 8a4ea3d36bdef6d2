using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Protocols;

/// <summary>Each protocol, driven by its own clients against a running system.</summary>
[Collection(ShortLease.Name)]
public sealed class ClientProtocolTests(ShortLease system)
{
    [Theory]
    [InlineData("ag-ui.js")]
    [InlineData("ai-sdk.js")]
    [InlineData("openai.js")]
    [InlineData("mcp.js")]
    [InlineData("durable-streams.js")]
    [InlineData("a2a.js")]
    public Task ItsClientsHaveTheNativeSnapshotAtTheEnd(string script) => ProtocolJudge.RunAsync(system, script);
}
