namespace AspireStreaming.Streaming.Execution;

/// <summary>Makes this worker drain, or claim jobs again. Argument and answer are <c>true</c> or <c>false</c>.</summary>
internal sealed class DrainCommand(WorkerDrain drain) : INodeCommand
{
    public string Name => NodeCommandNames.Drain;

    public async Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> argument, CancellationToken cancellationToken)
    {
        await drain.SetAsync(argument.Span.SequenceEqual("true"u8), cancellationToken);
        return [.. drain.IsDraining ? "true"u8 : "false"u8];
    }
}
