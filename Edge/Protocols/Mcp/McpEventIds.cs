using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Auth;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.Mcp;

#pragma warning disable MCP9006 // obsolete: clients of the specifications up to 2025-11-25 resume, and they are the most
/// <summary>The event store of the SDK, which keeps nothing: the messages of a call are in the log of its job, and the ids name the place there.</summary>
internal sealed class McpEventIds(JobAccess access) : ISseEventStreamStore
{
    public ValueTask<ISseEventStreamWriter> CreateStreamAsync(SseEventStreamOptions options, CancellationToken cancellationToken = default)
    {
        if (!McpRequest.IsCurrentResumable)
        {
            return new((ISseEventStreamWriter)null!); // the SDK then writes no ids: a client with one would come back for nothing
        }

        var owner = access.OwnerOf(McpRequest.Current.User);
        return new(new Writer(ProtocolJobs.IdOf(McpEndpoint.Protocol, McpCall.RunId(options.SessionId, options.StreamId), owner)));
    }

    /// <returns>Always null: <see cref="McpEndpoint"/> serves streams that go on.</returns>
    public ValueTask<ISseEventStreamReader?> GetStreamReaderAsync(string lastEventId, CancellationToken cancellationToken = default) => default;

    private sealed class Writer(Guid jobId) : ISseEventStreamWriter
    {
        public ValueTask SetModeAsync(SseEventStreamMode mode, CancellationToken cancellationToken = default) => default;

        /// <summary>The first message has nothing but an id: a stream that breaks off before any other one begins again at its start.</summary>
        public ValueTask<SseItem<JsonRpcMessage?>> WriteEventAsync(SseItem<JsonRpcMessage?> sseItem, CancellationToken cancellationToken = default)
        {
            var place = sseItem.Data is null ? EventId.None : PlaceOf(sseItem.Data);
            return new(place is null
                ? sseItem
                : new SseItem<JsonRpcMessage?>(sseItem.Data, sseItem.EventType)
                {
                    EventId = new McpEventId(place.Value, jobId).ToString(),
                    ReconnectionInterval = sseItem.ReconnectionInterval,
                });
        }

        public ValueTask DisposeAsync() => default;

        /// <returns>Null for a response: nothing comes after it.</returns>
        private static EventId? PlaceOf(JsonRpcMessage message) =>
            message is JsonRpcNotification { Method: McpFrames.Progress } progress && progress.Params?["_meta"]?[McpFrames.EventMember] is JsonObject e
                ? new EventId(e["attempt"]!.GetValue<int>(), e["seq"]!.GetValue<long>())
                : null;
    }
}
