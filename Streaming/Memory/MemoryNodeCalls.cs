using System.Collections.Concurrent;

namespace AspireStreaming.Streaming.Memory;

/// <summary>The only node calls itself.</summary>
internal sealed class MemoryNodeCalls(TimeProvider time) : INodeCalls
{
    private readonly ConcurrentDictionary<string, Answers> _nodes = [];

    public async Task<byte[]?> CallAsync(string nodeId, NodeCall call, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (!_nodes.TryGetValue(nodeId, out var node))
        {
            return null;
        }

        try
        {
            return await node.ExecuteAsync(call).WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public Task<IAsyncDisposable> AnswerAsync(string nodeId, Func<NodeCall, Task<byte[]?>> answer, CancellationToken cancellationToken)
    {
        var answers = new Answers(this, nodeId, answer);
        _nodes[nodeId] = answers;
        return Task.FromResult<IAsyncDisposable>(answers);
    }

    private sealed class Answers(MemoryNodeCalls calls, string nodeId, Func<NodeCall, Task<byte[]?>> answer) : IAsyncDisposable
    {
        private readonly SemaphoreSlim _one = new(1); // never disposed: a call may still wait for it

        public async Task<byte[]?> ExecuteAsync(NodeCall call)
        {
            await _one.WaitAsync();
            try
            {
                return await answer(call);
            }
            finally
            {
                _one.Release();
            }
        }

        public ValueTask DisposeAsync()
        {
            calls._nodes.TryRemove(new KeyValuePair<string, Answers>(nodeId, this));
            return ValueTask.CompletedTask;
        }
    }
}
