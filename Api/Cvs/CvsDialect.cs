using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Cvs;

/// <summary>
/// The streams of parsing and of matching CVs: <c>progress</c>, <c>result</c>, <c>done</c> and <c>error</c>, with the event's name in
/// the data too. Their clients close on <c>done</c> and on <c>error</c>: a run has one of them, as its last frame.
/// </summary>
internal sealed class CvsDialect : IDialect
{
    public static readonly CvsDialect Parsing = new("cvs", "PARSING_FAILED", "Parsing");
    public static readonly CvsDialect Matching = new("matching", "MATCHING_FAILED", "Matching");

    // As in the log: letters of all scripts are not escaped.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _failed;
    private readonly string _noun;

    private CvsDialect(string name, string failed, string noun) => (Name, _failed, _noun) = (name, failed, noun);

    public string Name { get; }

    public void Write(JobEvent e, IBufferWriter<byte> output)
    {
        if (FrameOf(EventEncoder.Decode(e)) is { } frame)
        {
            SseFrame.Write(output, e.Id, frame.Name, frame.Data);
        }
    }

    /// <summary>Writes a comment: these clients have no event for a heartbeat.</summary>
    public void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "ping"u8);

    /// <summary>
    /// The frame <c>reset</c> or <c>snapshot</c> tells clients that know it to start again; the state follows in the usual frames.
    /// Only the last one carries the cursor: a client that is cut off before it gets all frames again.
    /// </summary>
    public void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        List<Frame> frames =
        [
            Frame.Of(name, json => json.WriteString("job_id", snapshot.JobId)),
            .. snapshot.Results.Select(FrameOf).OfType<Frame>(),
            .. snapshot.Steps.Where(s => s.Step == snapshot.CurrentStep).Select(FrameOf).OfType<Frame>(),
        ];
        if (snapshot.Error is not null && FrameOf(snapshot.Error) is { } error)
        {
            frames.Add(error);
        }
        else if (snapshot.Status.IsTerminal() && FrameOf(new DoneEvent(snapshot.Status, snapshot.Summary)) is { } done)
        {
            frames.Add(done);
        }

        for (int i = 0; i < frames.Count; i++)
        {
            SseFrame.Write(output, i == frames.Count - 1 ? EventId.Parse(snapshot.LastEventId) : null, frames[i].Name, frames[i].Data);
        }
    }

    public void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now)
    {
        var frame = ErrorFrame(new JobErrorEvent(EventTypes.Gone, NativeDialect.GoneMessage));
        SseFrame.Write(output, null, frame.Name, frame.Data);
    }

    private Frame? FrameOf(EventPayload? payload) => payload switch
    {
        StepProgressEvent { Current: { } current, Total: { } total and > 0 } step => Frame.Of("progress", json =>
        {
            json.WriteString("step", step.Step);
            json.WriteNumber("current", current);
            json.WriteNumber("total", total);
            json.WriteNumber("progress", Math.Round((decimal)current / total, 3, MidpointRounding.AwayFromZero));
            json.WriteString("message", step.Message);
        }),
        ResultEvent result => Frame.Of("result", json => WriteElement(json, "data", result.Data)),
        JobErrorEvent error => ErrorFrame(error),
        DoneEvent { Status: JobStatus.Completed } done => Frame.Of("done", json => WriteElement(json, "summary", done.Summary)),
        DoneEvent { Status: JobStatus.Canceled } => ErrorFrame(new JobErrorEvent("canceled", "")),
        _ => null, // the done of a failed job: its error frame was the last one
    };

    /// <summary>
    /// A pipeline's own error has details. An error from outside (the deadline, a lost worker) names no files: the failed files
    /// are those without a result.
    /// </summary>
    private Frame ErrorFrame(JobErrorEvent error)
    {
        bool own = error.Details is not null;
        return Frame.Of("error", json =>
        {
            json.WriteString("code", _failed);
            json.WriteString("message", own ? error.Message : $"{_noun} interrompu : {CvsErrors.French(error)}");
            if (own)
            {
                WriteElement(json, "details", error.Details);
                return;
            }

            json.WriteStartObject("details");
            if (this == Parsing)
            {
                json.WriteStartArray("failed_files");
                json.WriteEndArray();
            }

            json.WriteString("reason", error.Code);
            json.WriteEndObject();
        });
    }

    private static void WriteElement(Utf8JsonWriter json, string name, JsonElement? element)
    {
        json.WritePropertyName(name);
        if (element is { } value)
        {
            value.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private readonly record struct Frame(string Name, byte[] Data)
    {
        public static Frame Of(string name, Action<Utf8JsonWriter> members)
        {
            var data = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(data, Json))
            {
                json.WriteStartObject();
                json.WriteString("event", name);
                members(json);
                json.WriteEndObject();
            }

            return new Frame(name, data.WrittenSpan.ToArray());
        }
    }
}
