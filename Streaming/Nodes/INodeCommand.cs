namespace AspireStreaming.Streaming;

/// <summary>A command that this node executes when another node calls it by <see cref="INodeCalls"/>.</summary>
public interface INodeCommand
{
    /// <summary>Unique in a process: lower case and dashes.</summary>
    string Name { get; }

    /// <summary>Executes the command. A repeat is harmless.</summary>
    /// <param name="argument">As the caller gave it.</param>
    /// <param name="cancellationToken">The node stops.</param>
    /// <returns>The answer.</returns>
    Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> argument, CancellationToken cancellationToken);
}
