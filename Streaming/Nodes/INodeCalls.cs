namespace AspireStreaming.Streaming;

/// <summary>
/// Calls from one node to another, such as an operator's command. A call or its answer may get lost with the connection, so a caller
/// repeats a call without an answer, and a repeat must be harmless.
/// </summary>
public interface INodeCalls
{
    /// <summary>Calls a node and waits for its answer.</summary>
    /// <param name="nodeId">The node, as in <see cref="NodeInfo.NodeId"/>; also the caller's own.</param>
    /// <param name="call">The command to execute there.</param>
    /// <param name="atMost">How long to wait for the answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null without an answer in time.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    Task<byte[]?> CallAsync(string nodeId, NodeCall call, TimeSpan atMost, CancellationToken cancellationToken);

    /// <summary>Answers the calls to a node, one at a time, until the returned object is disposed.</summary>
    /// <param name="nodeId">The own node.</param>
    /// <param name="answer">Executes a call. Must not throw; null gives no answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    Task<IAsyncDisposable> AnswerAsync(string nodeId, Func<NodeCall, Task<byte[]?>> answer, CancellationToken cancellationToken);
}

/// <param name="Command">Name of an <see cref="INodeCommand"/>: lower case and dashes.</param>
/// <param name="Argument">What the command takes; mostly JSON.</param>
public sealed record NodeCall(string Command, ReadOnlyMemory<byte> Argument);
