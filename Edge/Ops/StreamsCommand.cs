using System.Text.Json;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Ops;

/// <summary>Answers with a page of the open streams of this node.</summary>
internal sealed class StreamsCommand(JobStreamHub hub, NodeIdentity identity) : INodeCommand
{
    public const string CommandName = "ops-streams";

    public string Name => CommandName;

    public Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> argument, CancellationToken cancellationToken)
    {
        var wanted = JsonSerializer.Deserialize(argument.Span, OpsJson.Wire.StreamsArgument)!;
        var (page, more) = StreamAudit.Page(hub.ListLags(), wanted.After, wanted.Limit);
        var answer = new StreamPage([.. page.Select(lag => StreamReport.Of(identity.Id, lag))], more ? page[^1].Stream.Number : null);
        return Task.FromResult(JsonSerializer.SerializeToUtf8Bytes(answer, OpsJson.Wire.StreamPage));
    }
}

/// <inheritdoc cref="StreamAudit.Page"/>
internal sealed record StreamsArgument(long After, int Limit);
