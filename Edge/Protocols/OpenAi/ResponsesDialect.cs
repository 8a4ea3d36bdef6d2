using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>
/// The events of OpenAI's Responses. Tokens are messages of the output. Every event that is no token comes as it is, as the member <c>job_event</c> of an
/// event of the response itself: clients refuse types of events that they don't know. Numbers count the frames of the log, from 0.
/// </summary>
internal sealed class ResponsesDialect : ProtocolDialect
{
    private const string Error = "error";

    private readonly ResponseRun _run;
    private readonly ResponseOutput _output;
    private ProtocolFrames? _frames;
    private int _sequence;

    public ResponsesDialect(Guid jobId, ResponseRun run)
        : base(jobId)
    {
        _run = run;
        _output = new ResponseOutput(jobId, State, run.IsSettled, (type, members) => Add(type, members));
    }

    public override string Name => "openai-responses";

    /// <summary>The id of a job's response.</summary>
    public static string IdOf(Guid jobId) => $"resp_{jobId:N}";

    public override IDialect ForLog() => new ResponsesDialect(JobId, _run);

    public override void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "heartbeat"u8);

    /// <summary>Nothing: its clients keep what they have, or begin at the start.</summary>
    public override void WriteResume(IBufferWriter<byte> output)
    {
    }

    /// <summary>A state has no number in the log, so the client is told to begin again. It happens when the log itself has lost events.</summary>
    public override void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot) =>
        WriteError(output, EventTypes.Reset, "The stream can't go on from here: retrieve the response from its start.");

    public override void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now) => WriteError(output, EventTypes.Gone, NativeDialect.GoneMessage);

    /// <summary>The response as it is now.</summary>
    public void WriteResponse(IBufferWriter<byte> output)
    {
        using var json = ProtocolFrames.Writer(output);
        WriteResponse(json, State.ToSnapshot(), whole: true);
    }

    protected override void WriteFrame(IBufferWriter<byte> output, EventId id, int? part, ReadOnlySpan<byte> json) => Write(output, json);

    protected override void WriteEvent(in AppliedEvent applied, ProtocolFrames frames)
    {
        _frames = frames;
        var e = applied.Event;
        switch (applied.Payload)
        {
            case TokenEvent token when applied.NewText.Length > 0:
                _output.Grow(token.Target);
                return;
            case TokenEvent:
                return;
            case AttemptResetEvent reset:
                foreach (var cut in reset.Texts)
                {
                    _output.Cut(cut.Target, cut.Length);
                }

                break;
            case StepProgressEvent { Status: StepStatus.Completed } when !State.IsStepRunning:
                _output.FinishAll();
                break;
            case ResultEvent result:
                _output.Finish(result.Key);
                break;
            case DoneEvent:
                AddEnd(e);
                return;
        }

        if (e.Id.Seq == 1)
        {
            AddState("response.created", null);
        }

        AddState(StatusOf(State.Scalars) == "queued" ? "response.queued" : "response.in_progress", e);
    }

    private static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json)
    {
        var type = json["{\"type\":\""u8.Length..];
        SseFrame.Write(output, null, Encoding.ASCII.GetString(type[..type.IndexOf((byte)'"')]), json);
    }

    private static void WriteError(IBufferWriter<byte> output, string code, string message)
    {
        var frames = new ProtocolFrames();
        frames.Add(Error, json =>
        {
            json.WriteNumber("sequence_number", int.MaxValue); // a client that goes on from here gets nothing twice
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteNull("param");
        });
        Write(output, frames[0]);
    }

    private static string StatusOf(JobSnapshot snapshot) => snapshot switch
    {
        { EndedAt: not null, Status: JobStatus.Completed } => "completed",
        { EndedAt: not null, Status: JobStatus.Failed } => "failed",
        { EndedAt: not null } => "cancelled",
        { Status: JobStatus.Queued } => "queued",
        _ => "in_progress",
    };

    private void Add(string type, Action<Utf8JsonWriter> members)
    {
        int number = _sequence++;
        _frames!.Add(type, json =>
        {
            json.WriteNumber("sequence_number", number);
            members(json);
        });
    }

    /// <summary>The response without its output: a client that has output keeps it.</summary>
    private void AddState(string type, JobEvent? e) => Add(type, json =>
    {
        json.WritePropertyName("response");
        WriteResponse(json, State.Scalars, whole: false);
        WriteJobEvent(json, e);
    });

    private void AddEnd(JobEvent e)
    {
        var snapshot = State.ToSnapshot();
        _output.End(snapshot);
        string type = snapshot.Status switch
        {
            JobStatus.Completed => "response.completed",
            JobStatus.Failed => "response.failed",
            _ => "response.incomplete", // there is no such event for a canceled response
        };
        Add(type, json =>
        {
            json.WritePropertyName("response");
            WriteResponse(json, snapshot, whole: true);
            WriteJobEvent(json, e);
        });
    }

    private static void WriteJobEvent(Utf8JsonWriter json, JobEvent? e)
    {
        if (e is not null)
        {
            json.WritePropertyName("job_event");
            json.WriteRawValue(e.Data.Span, skipInputValidation: true);
        }
    }

    private void WriteResponse(Utf8JsonWriter json, JobSnapshot snapshot, bool whole)
    {
        json.WriteStartObject();
        json.WriteString("id", IdOf(JobId));
        json.WriteString("object", "response");
        json.WriteNumber("created_at", (snapshot.CreatedAt ?? DateTimeOffset.UnixEpoch).ToUnixTimeSeconds());
        json.WriteString("status", StatusOf(snapshot));
        json.WriteBoolean("background", _run.Background);
        WriteTime(json, "completed_at", snapshot is { Status: JobStatus.Completed, EndedAt: { } ended } ? ended : null);
        WriteError(json, snapshot);
        json.WriteNull("incomplete_details");
        json.WriteNull("instructions");
        json.WriteNull("max_output_tokens");
        json.WriteString("model", snapshot.Pipeline);
        if (whole)
        {
            _output.Write(json, snapshot);
        }
        else
        {
            json.WriteStartArray("output");
            json.WriteEndArray();
        }

        json.WriteBoolean("parallel_tool_calls", true);
        json.WriteString("previous_response_id", _run.PreviousResponseId);
        json.WriteBoolean("store", true);
        json.WriteNull("temperature");
        json.WriteString("tool_choice", "auto");
        json.WriteStartArray("tools");
        json.WriteEndArray();
        json.WriteNull("top_p");
        json.WriteNull("usage");
        json.WritePropertyName("metadata");
        _run.Metadata.WriteTo(json);
        if (whole)
        {
            json.WritePropertyName("job");
            ProtocolState.Of(snapshot).WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } at)
        {
            json.WriteNumber(name, at.ToUnixTimeSeconds());
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteError(Utf8JsonWriter json, JobSnapshot snapshot)
    {
        if (snapshot is not { EndedAt: not null, Status: JobStatus.Failed })
        {
            json.WriteNull(Error);
            return;
        }

        json.WriteStartObject(Error);
        json.WriteString("code", snapshot.Error?.Code ?? "failed");
        json.WriteString("message", snapshot.Error?.Message ?? "The job failed.");
        json.WriteEndObject();
    }
}
