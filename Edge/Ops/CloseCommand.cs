using System.Globalization;
using System.Text;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Ops;

/// <summary>Closes a stream of this node; its client reconnects. The argument is the stream's number; answers whether it was open.</summary>
internal sealed class CloseCommand(JobStreamHub hub) : INodeCommand
{
    public const string CommandName = "ops-close";

    public string Name => CommandName;

    public Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> argument, CancellationToken cancellationToken)
    {
        long number = long.Parse(Encoding.ASCII.GetString(argument.Span), CultureInfo.InvariantCulture);
        var open = hub.ListOpen().FirstOrDefault(stream => stream.Number == number);
        open?.Watcher.Close();
        return Task.FromResult<byte[]>([.. open is null ? "false"u8 : "true"u8]);
    }
}
