using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.MatchJobs;

/// <summary>
/// The frames of the match-jobs clients: <c>status</c>, <c>job_start</c>, <c>token</c>, <c>job_complete</c>, <c>complete</c>,
/// <c>done</c>, <c>error</c>; the name is also in <c>type</c>, for clients that read only the data. The <c>offset</c> of a token
/// is its place in its job's text; a text that has to be written again begins with another <c>job_start</c>.
/// </summary>
internal sealed class MatchJobsDialect : IDialect
{
    /// <summary>Key of the result that is the final object.</summary>
    private const string Final = "final";

    private const string JobPrefix = "job-";

    public string Name => "match-jobs";

    /// <summary>The final object's own bytes, as the worker wrote them.</summary>
    public static ReadOnlySpan<byte> FinalObject(ResultEvent result) =>
        result.Key == Final ? JsonMarshal.GetRawUtf8Value(result.Data) : default;

    public void Write(JobEvent e, IBufferWriter<byte> output)
    {
        switch (EventEncoder.Decode(e))
        {
            case JobStatusEvent status:
                WriteStatus(output, e.Id, status, JobIdOf(e));
                break;
            case StepProgressEvent step:
                WriteStep(output, e.Id, step);
                break;
            case TimelineEvent { Kind: "JOB_START" } start:
                FrameBody.Write(output, e.Id, "job_start", "job_start", json =>
                {
                    json.WriteMembers(start.Details ?? default);
                    json.WriteString("message", start.Message);
                });
                break;
            case TokenEvent token:
                FrameBody.Write(output, e.Id, "token", "token", json =>
                {
                    WriteIndex(json, token.Target);
                    json.WriteString("content", token.Text);
                    json.WriteNumber("offset", token.Offset);
                });
                break;
            case ResultEvent result:
                WriteResult(output, e.Id, result);
                break;
            case AttemptResetEvent reset:
                WriteTakeOver(output, e.Id, reset);
                break;
            case JobErrorEvent error:
                WriteError(output, e.Id, error.Code, error.Message);
                break;
            case DoneEvent done:
                WriteDone(output, e.Id, done.Status);
                break;
        }
    }

    public void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "heartbeat"u8);

    /// <summary>The state as frames of the usual kinds, for a client that can't have the events themselves; the last one carries the cursor.</summary>
    public void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        var last = EventId.Parse(snapshot.LastEventId);
        bool ended = snapshot.Status.IsTerminal();
        foreach (var result in snapshot.Results)
        {
            WriteResult(output, null, result);
        }

        if (snapshot.Error is { } error)
        {
            WriteError(output, null, error.Code, error.Message);
        }

        FrameBody.Write(output, ended ? null : last, "status", "status", json =>
        {
            json.WriteString("status", snapshot.Status.Name());
            json.WriteString("message", $"The stream goes on from a {name}.");
            json.WriteStartArray("texts");
            foreach (var text in snapshot.Texts)
            {
                json.WriteStartObject();
                WriteIndex(json, text.Target);
                json.WriteString("content", text.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        if (ended)
        {
            WriteDone(output, last, snapshot.Status);
        }
    }

    public void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now) =>
        WriteError(output, null, EventTypes.Gone, NativeDialect.GoneMessage);

    private static void WriteStatus(IBufferWriter<byte> output, EventId id, JobStatusEvent status, Guid jobId)
    {
        switch (status.Status)
        {
            case JobStatus.Completed or JobStatus.Failed:
                return; // the frame complete or error reports it
            case JobStatus.Canceled:
                WriteError(output, id, "canceled", status.Message ?? "The job was canceled.");
                return;
        }

        FrameBody.Write(output, id, "status", "status", json =>
        {
            json.WriteString("status", status.Status.Name());
            json.WriteString("message", status.Message ?? (status.Status == JobStatus.Queued ? "Waiting for a worker..." : "Processing..."));
            if (status.Pipeline is not null)
            {
                json.WriteString("job_id", jobId);
                json.WriteString("stream_url", $"/api/jobs/{jobId:D}/stream?dialect=match-jobs");
            }
        });
    }

    private static void WriteStep(IBufferWriter<byte> output, EventId id, StepProgressEvent step)
    {
        string? message = step.Status == StepStatus.Started ? StartOf(step.Step) : step.Status == StepStatus.Running ? step.Message : null;
        if (message is null)
        {
            return;
        }

        FrameBody.Write(output, id, "status", "status", json =>
        {
            json.WriteString("status", "running");
            json.WriteString("message", message);
            json.WriteString("step", step.Step);
            if (step is { Current: { } current, Total: { } total })
            {
                json.WriteNumber("current", current);
                json.WriteNumber("total", total);
            }
        });
    }

    private static string? StartOf(string step) => step switch
    {
        "reading" => "Extracting text from resume...",
        "scoring" => "Scoring jobs...",
        "ranking" => "Ranking matched jobs...",
        _ => null,
    };

    private static void WriteResult(IBufferWriter<byte> output, EventId? id, ResultEvent result)
    {
        if (FinalObject(result) is { Length: > 0 } final)
        {
            SseFrame.Write(output, id, "complete", final);
        }
        else
        {
            FrameBody.Write(output, id, "job_complete", "job_complete", json => json.WriteMembers(result.Data));
        }
    }

    /// <summary>The unfinished work of a lost worker is void: these texts are cut to the given length, or removed.</summary>
    private static void WriteTakeOver(IBufferWriter<byte> output, EventId id, AttemptResetEvent reset) =>
        FrameBody.Write(output, id, "status", "status", json =>
        {
            json.WriteString("status", "running");
            json.WriteString("message", "The work was interrupted and goes on.");
            json.WriteString("reason", reset.Reason);
            json.WriteStartArray("texts");
            foreach (var cut in reset.Texts)
            {
                json.WriteStartObject();
                WriteIndex(json, cut.Target);
                json.WriteNumber("length", cut.Length);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    private static void WriteError(IBufferWriter<byte> output, EventId? id, string code, string message) =>
        FrameBody.Write(output, id, "error", "error", json =>
        {
            json.WriteString("code", code);
            json.WriteString("message", message);
        });

    private static void WriteDone(IBufferWriter<byte> output, EventId id, JobStatus status) =>
        FrameBody.Write(output, id, "done", "done", json => json.WriteString("status", status.Name()));

    private static void WriteIndex(Utf8JsonWriter json, string target)
    {
        if (target.StartsWith(JobPrefix, StringComparison.Ordinal)
            && int.TryParse(target.AsSpan(JobPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            json.WriteNumber("job_index", index);
        }
    }

    private static Guid JobIdOf(JobEvent e)
    {
        using var payload = JsonDocument.Parse(e.Data);
        return payload.RootElement.GetProperty("job_id").GetGuid();
    }
}
