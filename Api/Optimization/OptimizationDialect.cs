using System.Buffers;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Optimization;

/// <summary>
/// The frames of the optimization clients, all unnamed: <c>{"type":"status","message"}</c>, <c>{"type":"suggestion","data"}</c>,
/// <c>{"type":"complete"}</c>, <c>{"type":"error","message"}</c>. A suggestion is a result that was committed with its checkpoint, so
/// a client that appends what it gets never has one twice.
/// </summary>
internal sealed class OptimizationDialect : IDialect
{
    public string Name => "optimization";

    public void Write(JobEvent e, IBufferWriter<byte> output)
    {
        switch (EventEncoder.Decode(e))
        {
            case JobStatusEvent { Status: JobStatus.Failed or JobStatus.Canceled } end:
                WriteError(output, e.Id, end.Message);
                break;
            case JobStatusEvent { Status: JobStatus.Queued, Pipeline: { } pipeline }:
                WriteStatus(output, e.Id, BeginningOf(pipeline));
                break;
            case JobStatusEvent { Status: JobStatus.Queued or JobStatus.Retrying, Message: { } message }:
                WriteStatus(output, e.Id, message);
                break;
            case StepProgressEvent { Status: StepStatus.Started } step when StartOf(step.Step) is { } message:
                WriteStatus(output, e.Id, message);
                break;
            case ResultEvent result when !IsEmpty(result):
                WriteSuggestion(output, e.Id, result);
                break;
            case DoneEvent { Status: JobStatus.Completed }:
                FrameBody.Write(output, e.Id, null, "complete");
                break;
        }
    }

    public void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "heartbeat"u8);

    /// <summary>Writes all suggestions so far, for a client that can't have the events themselves; the last frame carries the cursor.</summary>
    public void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        var last = EventId.Parse(snapshot.LastEventId);
        foreach (var result in snapshot.Results.Where(r => !IsEmpty(r)))
        {
            WriteSuggestion(output, null, result);
        }

        if (snapshot.Status == JobStatus.Completed)
        {
            FrameBody.Write(output, last, null, "complete");
        }
        else if (snapshot.Status.IsTerminal())
        {
            WriteError(output, last, snapshot.Message);
        }
        else
        {
            WriteStatus(output, last, BeginningOf(snapshot.Pipeline ?? ""));
        }
    }

    public void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now) => WriteError(output, null, NativeDialect.GoneMessage);

    private static string BeginningOf(string pipeline) => pipeline switch
    {
        "resume-parsing" => "Extracting text...",
        "job-analysis" => "Analyzing job...",
        "cover-letter" => "Preparing cover letter...",
        _ => "Analyzing resume...",
    };

    /// <summary>The message for the start of a step; null for the first steps, which the first status covers.</summary>
    private static string? StartOf(string step) => step switch
    {
        "planning" => "Looking for improvements...",
        "suggesting" => "Writing suggestions...",
        "reporting" => "Listing what was found...",
        "writing" => "Writing cover letter...",
        "analyzing" => "Analyzing structure...",
        _ => null,
    };

    /// <summary>Whether the result is a paragraph that the letter does not have.</summary>
    private static bool IsEmpty(ResultEvent result) =>
        result.Data.ValueKind == JsonValueKind.Object && result.Data.TryGetProperty("text", out var text) && text.ValueEquals("");

    private static void WriteStatus(IBufferWriter<byte> output, EventId id, string message) =>
        FrameBody.Write(output, id, null, "status", json => json.WriteString("message", message));

    private static void WriteSuggestion(IBufferWriter<byte> output, EventId? id, ResultEvent result) =>
        FrameBody.Write(output, id, null, "suggestion", json =>
        {
            json.WritePropertyName("data");
            result.Data.WriteTo(json);
        });

    private static void WriteError(IBufferWriter<byte> output, EventId? id, string? message) =>
        FrameBody.Write(output, id, null, "error", json => json.WriteString("message", message ?? "The work broke off."));
}
