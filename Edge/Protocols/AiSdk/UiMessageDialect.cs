using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.AiSdk;

/// <summary>
/// The UI message stream of the AI SDK, version 1: one message with the job's id. Tokens are text parts. All else is data parts whose ids are the keys of
/// the items, so that a later event replaces its part. The message has one step: <c>reset-step</c> takes everything back, and what is kept comes again.
/// </summary>
internal sealed class UiMessageDialect(Guid jobId) : ProtocolDialect(jobId)
{
    private readonly List<string> _openTexts = [];

    public override string Name => "ai-sdk";

    public override IDialect ForLog() => new UiMessageDialect(JobId);

    public override void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "heartbeat"u8);

    /// <summary>Nothing: its clients keep what they have, or begin at the start.</summary>
    public override void WriteResume(IBufferWriter<byte> output)
    {
    }

    public override void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        var frames = new ProtocolFrames();
        AddStart(frames);
        AddState(frames, snapshot);
        bool ended = HasEnded(snapshot);
        if (ended)
        {
            foreach (var text in snapshot.Texts)
            {
                AddTextEnd(frames, text.Target);
            }

            AddEnd(frames, snapshot);
        }

        var last = EventId.Parse(snapshot.LastEventId);
        for (int i = 0; i < frames.Count; i++)
        {
            Write(output, new FrameCursor(last, i + 1 == frames.Count ? 0 : i + 1, OfState: i + 1 < frames.Count), frames[i]);
        }

        WriteDone(output, ended);
    }

    public override void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now)
    {
        var frames = new ProtocolFrames();
        AddFinish(frames, "error");
        AddError(frames, NativeDialect.GoneMessage);
        SseFrame.Write(output, null, null, frames[0]);
        SseFrame.Write(output, null, null, frames[1]);
        WriteDone(output, true);
    }

    protected override void WriteFrame(IBufferWriter<byte> output, EventId id, int? part, ReadOnlySpan<byte> json)
    {
        Write(output, new FrameCursor(id, part ?? 0), json);
        WriteDone(output, part is null && HasEnded(State.Scalars));
    }

    protected override void WriteEvent(in AppliedEvent applied, ProtocolFrames frames)
    {
        if (applied.Event.Id.Seq == 1)
        {
            AddStart(frames);
        }

        switch (applied.Payload)
        {
            case TokenEvent token:
                AddToken(frames, token.Target, applied);
                break;
            case AttemptResetEvent reset:
                AddReset(frames, reset);
                break;
            case JobStatusEvent { Status: JobStatus.Completed or JobStatus.Failed or JobStatus.Canceled }:
                break; // the end follows
            case JobStatusEvent status:
                AddStatus(frames, State.Scalars);
                if (status.Steps is not null)
                {
                    State.ToSnapshot().Steps.ToList().ForEach(step => AddItem(frames, step));
                }

                break;
            case DoneEvent:
                _openTexts.ForEach(target => AddTextEnd(frames, target));
                var snapshot = State.ToSnapshot();
                AddStatus(frames, snapshot);
                AddEnd(frames, snapshot);
                break;
            case { } item:
                AddItem(frames, item);
                break;
        }
    }

    private static void Write(IBufferWriter<byte> output, FrameCursor id, ReadOnlySpan<byte> json)
    {
        Encoding.ASCII.GetBytes($"id: {id}\n", output);
        SseFrame.Write(output, null, null, json);
    }

    private static void WriteDone(IBufferWriter<byte> output, bool ended)
    {
        if (ended)
        {
            SseFrame.Write(output, null, null, "[DONE]"u8);
        }
    }

    private static void AddItem(ProtocolFrames frames, EventPayload item)
    {
        var (kind, id) = item switch
        {
            StepProgressEvent step => ("step", step.Step),
            InsightEmittedEvent insight => ("insight", insight.InsightId),
            MetricUpdateEvent metric => ("metric", metric.Name),
            ValidationUpdateEvent validation => ("validation", validation.RuleId),
            DiffChunkEvent diff => ("diff", diff.DiffId),
            ResultEvent result => ("result", result.Key),
            TimelineEvent timeline => ("timeline", timeline.EventId),
            JobErrorEvent => ("error", "error"),
            _ => (null, ""),
        };
        if (kind is not null)
        {
            AddData(frames, kind, id, json => JsonSerializer.Serialize(json, item, EventJson.Wire.GetTypeInfo(item.GetType())!));
        }
    }

    private static void AddStatus(ProtocolFrames frames, JobSnapshot state) => AddData(frames, "status", "status", json => ProtocolState.ScalarsOf(state).WriteTo(json));

    private static void AddData(ProtocolFrames frames, string kind, string id, Action<Utf8JsonWriter> data) => frames.Add($"data-{kind}", json =>
    {
        json.WriteString("id", id);
        json.WritePropertyName("data");
        data(json);
    });

    private static void AddTextStart(ProtocolFrames frames, string target) => frames.Add("text-start", json => json.WriteString("id", target));

    private static void AddTextEnd(ProtocolFrames frames, string target) => frames.Add("text-end", json => json.WriteString("id", target));

    private static void AddDelta(ProtocolFrames frames, string target, string delta) => frames.Add("text-delta", json =>
    {
        json.WriteString("id", target);
        json.WriteString("delta", delta);
    });

    private static void AddFinish(ProtocolFrames frames, string reason) => frames.Add("finish", json => json.WriteString("finishReason", reason));

    private static void AddError(ProtocolFrames frames, string message) => frames.Add("error", json => json.WriteString("errorText", message));

    /// <summary>The error comes after the end: some clients stop reading at an error, others read until the end.</summary>
    private static void AddEnd(ProtocolFrames frames, JobSnapshot snapshot)
    {
        frames.Add("finish-step");
        switch (snapshot.Status)
        {
            case JobStatus.Failed:
                AddFinish(frames, "error");
                AddError(frames, snapshot.Error?.Message ?? "The job failed.");
                break;
            case JobStatus.Canceled:
                frames.Add("abort", json => json.WriteString("reason", snapshot.Message ?? "The job was canceled."));
                AddFinish(frames, "other");
                break;
            default:
                AddFinish(frames, "stop");
                break;
        }
    }

    private static void AddState(ProtocolFrames frames, JobSnapshot snapshot)
    {
        frames.Add("reset-step");
        foreach (var text in snapshot.Texts)
        {
            AddTextStart(frames, text.Target);
            AddDelta(frames, text.Target, text.Text);
        }

        AddStatus(frames, snapshot);
        IEnumerable<EventPayload> items =
            [.. snapshot.Steps, .. snapshot.Insights, .. snapshot.Metrics, .. snapshot.Validations, .. snapshot.Diffs, .. snapshot.Results, .. snapshot.Timeline];
        foreach (var item in items)
        {
            AddItem(frames, item);
        }

        if (snapshot.Error is { } error)
        {
            AddItem(frames, error);
        }
    }

    private void AddStart(ProtocolFrames frames)
    {
        frames.Add("start", json => json.WriteString("messageId", JobId));
        frames.Add("start-step");
    }

    private void AddToken(ProtocolFrames frames, string target, in AppliedEvent applied)
    {
        if (applied.NewText.Length == 0)
        {
            return;
        }

        if (applied.StartsText)
        {
            _openTexts.Add(target);
            AddTextStart(frames, target);
        }

        AddDelta(frames, target, applied.NewText);
    }

    private void AddReset(ProtocolFrames frames, AttemptResetEvent reset)
    {
        var snapshot = State.ToSnapshot();
        AddState(frames, snapshot);
        frames.Add("data-reset", json =>
        {
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, reset, EventJson.Wire.AttemptResetEvent);
            json.WriteBoolean("transient", true);
        });
        _openTexts.Clear();
        _openTexts.AddRange(snapshot.Texts.Select(text => text.Target));
    }
}
