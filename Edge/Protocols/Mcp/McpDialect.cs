using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using ModelContextProtocol;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>The rest of a call's stream: a progress notification for each event, and the response at the end.</summary>
internal sealed class McpDialect(Guid jobId, McpCall call) : ProtocolDialect(jobId)
{
    public override string Name { get; } = $"mcp {call.RequestId.GetRawText()} {(call.WantsProgress ? call.ProgressToken.GetRawText() : "")}";

    public override IDialect ForLog() => new McpDialect(JobId, call);

    public override void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "heartbeat"u8);

    /// <summary>Nothing: its clients keep what they have.</summary>
    public override void WriteResume(IBufferWriter<byte> output)
    {
    }

    public override void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        var frames = new ProtocolFrames();
        if (HasEnded(snapshot))
        {
            AddResponse(frames, snapshot);
        }
        else if (call.WantsProgress)
        {
            AddProgress(frames, json => McpFrames.WriteProgress(json, call, snapshot));
        }

        for (int i = 0; i < frames.Count; i++)
        {
            WriteFrame(output, EventId.Parse(snapshot.LastEventId), null, frames[i]);
        }
    }

    public override void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now)
    {
        var frames = new ProtocolFrames();
        frames.Add(json =>
        {
            WriteId(json);
            json.WriteStartObject("error");
            json.WriteNumber("code", (int)McpErrorCode.InternalError);
            json.WriteString("message", NativeDialect.GoneMessage);
            json.WriteEndObject();
        });
        SseFrame.Write(output, null, null, frames[0]);
    }

    protected override void WriteEvent(in AppliedEvent applied, ProtocolFrames frames)
    {
        var (e, payload) = (applied.Event, applied.Payload);
        if (payload is DoneEvent)
        {
            AddResponse(frames, State.ToSnapshot());
        }
        else if (call.WantsProgress)
        {
            AddProgress(frames, json => McpFrames.WriteProgress(json, call, e, payload));
        }
    }

    protected override void WriteFrame(IBufferWriter<byte> output, EventId id, int? part, ReadOnlySpan<byte> json)
    {
        Encoding.ASCII.GetBytes($"id: {new McpEventId(id, JobId)}\n", output);
        SseFrame.Write(output, null, null, json);
    }

    private static void AddProgress(ProtocolFrames frames, Action<Utf8JsonWriter> parameters) => frames.Add(json =>
    {
        json.WriteString("jsonrpc", "2.0");
        json.WriteString("method", McpFrames.Progress);
        json.WriteStartObject("params");
        parameters(json);
        json.WriteEndObject();
    });

    private void AddResponse(ProtocolFrames frames, JobSnapshot snapshot) => frames.Add(json =>
    {
        WriteId(json);
        json.WritePropertyName("result");
        JsonSerializer.Serialize(json, McpFrames.ResultOf(snapshot), McpJsonUtilities.DefaultOptions);
    });

    private void WriteId(Utf8JsonWriter json)
    {
        json.WriteString("jsonrpc", "2.0");
        json.WritePropertyName("id");
        call.RequestId.WriteTo(json);
    }
}
