using System.Text.Json;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Auth;

/// <summary>Lets an open stream of this node go on for longer. Answers whether it does.</summary>
internal sealed class RenewCommand(JobStreamHub hub) : INodeCommand
{
    public const string CommandName = "access-renew";

    public string Name => CommandName;

    public Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> argument, CancellationToken cancellationToken)
    {
        var renew = JsonSerializer.Deserialize(argument.Span, AuthJson.Wire.RenewArgument)!;
        var access = hub.Find(renew.Stream) is { } open && open.JobId == renew.JobId ? open.Access : null;
        return Task.FromResult<byte[]>([.. access?.Renew(renew.Until) is true ? "true"u8 : "false"u8]);
    }
}
