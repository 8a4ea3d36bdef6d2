using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Api.Ops;

/// <summary>Nodes that no call reaches.</summary>
internal sealed class AwayCalls : INodeCalls
{
    public Task<byte[]?> CallAsync(string nodeId, NodeCall call, TimeSpan atMost, CancellationToken cancellationToken) =>
        throw new StoreUnavailableException("No subscription.");

    public Task<IAsyncDisposable> AnswerAsync(string nodeId, Func<NodeCall, Task<byte[]?>> answer, CancellationToken cancellationToken) =>
        throw new StoreUnavailableException("No subscription.");
}
