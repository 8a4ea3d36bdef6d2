using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using ModelContextProtocol.Protocol;

namespace AspireStreaming.Edge.Protocols.Mcp;

/// <summary>What events and states are in MCP. Pure: the same event always gives the same message.</summary>
internal static class McpFrames
{
    /// <summary>The member of <c>_meta</c> with the event as it is in the log.</summary>
    public const string EventMember = "aspirestreaming/event";

    /// <summary>The member of <c>_meta</c> with the state of a job, where its events can't be had.</summary>
    public const string SnapshotMember = "aspirestreaming/snapshot";

    public const string Progress = NotificationMethods.ProgressNotification;

    /// <summary>The parameters of the progress notification of an event. Progress is the number of events.</summary>
    public static void WriteProgress(Utf8JsonWriter json, McpCall call, JobEvent e, EventPayload? payload) =>
        WriteProgress(json, call, e.Id.Seq, EventText.Of(payload), EventMember, meta => meta.WriteRawValue(e.Data.Span, skipInputValidation: true));

    /// <summary>The parameters of the progress notification of a state.</summary>
    public static void WriteProgress(Utf8JsonWriter json, McpCall call, JobSnapshot snapshot) => WriteProgress(
        json, call, snapshot.EventCount, snapshot.Message, SnapshotMember, meta => JsonSerializer.Serialize(meta, snapshot, EventJson.Wire.JobSnapshot));

    /// <summary>What a tool answers at the end of its job: its texts and its summary for a model, the snapshot for a program.</summary>
    public static CallToolResult ResultOf(JobSnapshot snapshot)
    {
        var content = snapshot.Texts.Select(text => text.Text).ToList();
        switch (snapshot.Status)
        {
            case JobStatus.Failed:
                content.Add(snapshot.Error?.Message ?? "The job failed.");
                break;
            case JobStatus.Canceled:
                content.Add(snapshot.Message ?? "The job was canceled.");
                break;
            default:
                if (snapshot.Summary is { } summary)
                {
                    content.Add(summary.GetRawText());
                }
                else if (content.Count == 0)
                {
                    content.Add("The job is completed.");
                }

                break;
        }

        return new CallToolResult
        {
            Content = [.. content.Select(text => new TextContentBlock { Text = text })],
            StructuredContent = JsonSerializer.SerializeToElement(snapshot, EventJson.Wire.JobSnapshot),
            IsError = snapshot.Status is JobStatus.Failed or JobStatus.Canceled ? true : null,
        };
    }

    /// <summary>A call that could not be made as it was, told so that a model can make a better one.</summary>
    public static CallToolResult ErrorOf(string message) => new() { Content = [new TextContentBlock { Text = message }], IsError = true };

    private static void WriteProgress(Utf8JsonWriter json, McpCall call, long progress, string? message, string member, Action<Utf8JsonWriter> meta)
    {
        json.WritePropertyName("progressToken");
        call.ProgressToken.WriteTo(json);
        json.WriteNumber("progress", progress);
        if (message is not null)
        {
            json.WriteString("message", message);
        }

        json.WriteStartObject("_meta");
        json.WritePropertyName(member);
        meta(json);
        json.WriteEndObject();
    }
}
