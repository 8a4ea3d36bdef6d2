using System.Globalization;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Auth;

/// <summary>Ends the streams of this node that were opened with revoked capabilities. Answers how many.</summary>
internal sealed class RevokeCommand(JobStreamHub hub) : INodeCommand
{
    public const string CommandName = "access-revoke";

    public string Name => CommandName;

    public Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> argument, CancellationToken cancellationToken)
    {
        var revoke = JsonSerializer.Deserialize(argument.Span, AuthJson.Wire.RevokeArgument)!;
        int ended = hub.Revoke(revoke.JobId, revoke.Revocations);
        return Task.FromResult(Encoding.ASCII.GetBytes(ended.ToString(CultureInfo.InvariantCulture)));
    }
}
