using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.AgUi;

/// <summary>
/// AG-UI 1.0. Tokens are text messages, steps are steps, and the shared state is the job's snapshot. Each event that is no token also comes as it is, as
/// a <c>CUSTOM</c> event with the name of its type. A taken back text is removed by <c>MESSAGES_SNAPSHOT</c> and begins again.
/// </summary>
/// <remarks>
/// The id stands before its data line: the client of TanStack AI gives an id to the data line after it. That client drops frames whose id it
/// has seen, so each frame of an event has an id of its own.
/// </remarks>
internal sealed class AgUiDialect(Guid jobId, AgUiRun run) : ProtocolDialect(jobId)
{
    private readonly HashSet<string> _openSteps = [];
    private readonly List<string> _openTexts = [];
    private readonly AgUiState _state = new();

    public override string Name => "ag-ui";

    public override IDialect ForLog() => new AgUiDialect(JobId, run);

    /// <summary>A comment: clients parse every data line as an event.</summary>
    public override void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "heartbeat"u8);

    /// <summary>The begin of the run, the open steps and texts, and the state, without ids: a client that has them leaves them out.</summary>
    public override void WriteResume(IBufferWriter<byte> output)
    {
        var snapshot = State.ToSnapshot();
        var frames = new ProtocolFrames();
        AddRunStarted(frames);
        foreach (string step in OpenStepsOf(snapshot))
        {
            frames.AddStep("STEP_STARTED", step);
        }

        if (!HasEnded(snapshot))
        {
            foreach (var text in snapshot.Texts)
            {
                AddTextStart(frames, text.Target);
            }
        }

        frames.AddState(ProtocolState.Of(snapshot));
        if (HasEnded(snapshot))
        {
            AddEnd(frames, snapshot);
        }

        for (int i = 0; i < frames.Count; i++)
        {
            SseFrame.Write(output, null, null, frames[i]);
        }
    }

    public override void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        var frames = new ProtocolFrames();
        AddRunStarted(frames);
        AddMessages(frames);
        AddTexts(frames, snapshot);
        foreach (string step in OpenStepsOf(snapshot))
        {
            frames.AddStep("STEP_STARTED", step);
        }

        if (HasEnded(snapshot))
        {
            foreach (var text in snapshot.Texts)
            {
                AddTextEnd(frames, text.Target);
            }
        }

        frames.AddState(ProtocolState.Of(snapshot));
        if (HasEnded(snapshot))
        {
            AddEnd(frames, snapshot);
        }

        var last = EventId.Parse(snapshot.LastEventId);
        for (int i = 0; i < frames.Count; i++)
        {
            Write(output, new FrameCursor(last, i + 1 == frames.Count ? 0 : i + 1, OfState: i + 1 < frames.Count), frames[i]);
        }
    }

    public override void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now)
    {
        var frames = new ProtocolFrames();
        frames.AddError(EventTypes.Gone, NativeDialect.GoneMessage);
        SseFrame.Write(output, null, null, frames[0]);
    }

    protected override void WriteFrame(IBufferWriter<byte> output, EventId id, int? part, ReadOnlySpan<byte> json) =>
        Write(output, new FrameCursor(id, part ?? 0), json);

    protected override void WriteEvent(in AppliedEvent applied, ProtocolFrames frames)
    {
        var (e, payload) = (applied.Event, applied.Payload);
        if (e.Id.Seq == 1)
        {
            AddRunStarted(frames);
        }

        switch (payload)
        {
            case TokenEvent token:
                AddToken(frames, token.Target, applied);
                return;
            case StepProgressEvent step:
                AddStep(frames, step);
                break;
            case AttemptResetEvent reset:
                frames.AddCustom(e);
                AddReset(frames, reset);
                return;
            case DoneEvent:
                CloseSteps(frames);
                _openTexts.ForEach(target => AddTextEnd(frames, target));
                break;
        }

        frames.AddCustom(e);
        if (e.Id.Seq == 1)
        {
            frames.AddState(_state.Take(State.ToSnapshot()));
        }
        else
        {
            int index = applied.Index;
            frames.Add("STATE_DELTA", json => _state.WritePatch(json, State, payload, index));
        }

        if (payload is DoneEvent)
        {
            AddEnd(frames, State.ToSnapshot());
        }
    }

    private static void Write(IBufferWriter<byte> output, FrameCursor id, ReadOnlySpan<byte> json)
    {
        Encoding.ASCII.GetBytes($"id: {id}\n", output);
        SseFrame.Write(output, null, null, json);
    }

    private static IEnumerable<string> OpenStepsOf(JobSnapshot snapshot) => HasEnded(snapshot)
        ? []
        : snapshot.Steps.Where(step => step.Status is StepStatus.Started or StepStatus.Running).Select(step => step.Step);

    private string MessageId(string target) => $"{JobId:D}:{target}";

    private void AddRunStarted(ProtocolFrames frames) => frames.Add("RUN_STARTED", WriteRun);

    private void WriteRun(Utf8JsonWriter json)
    {
        json.WriteString("threadId", run.ThreadId);
        json.WriteString("runId", run.RunId);
    }

    private void AddTextStart(ProtocolFrames frames, string target) => frames.Add("TEXT_MESSAGE_START", json =>
    {
        json.WriteString("messageId", MessageId(target));
        json.WriteString("role", "assistant");
        json.WriteString("name", target);
    });

    private void AddContent(ProtocolFrames frames, string target, string delta) => frames.Add("TEXT_MESSAGE_CONTENT", json =>
    {
        json.WriteString("messageId", MessageId(target));
        json.WriteString("delta", delta);
    });

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

        AddContent(frames, target, applied.NewText);
    }

    private void AddTexts(ProtocolFrames frames, JobSnapshot snapshot)
    {
        foreach (var text in snapshot.Texts)
        {
            AddTextStart(frames, text.Target);
            AddContent(frames, text.Target, text.Text);
        }
    }

    private void AddTextEnd(ProtocolFrames frames, string target) =>
        frames.Add("TEXT_MESSAGE_END", json => json.WriteString("messageId", MessageId(target)));

    /// <summary>The messages of before the run: it removes all others from the client.</summary>
    private void AddMessages(ProtocolFrames frames) => frames.Add("MESSAGES_SNAPSHOT", json =>
    {
        json.WritePropertyName("messages");
        run.Messages.WriteTo(json);
    });

    private void AddStep(ProtocolFrames frames, StepProgressEvent step)
    {
        bool open = step.Status is StepStatus.Started or StepStatus.Running;
        if (open ? _openSteps.Add(step.Step) : _openSteps.Remove(step.Step))
        {
            frames.AddStep(open ? "STEP_STARTED" : "STEP_FINISHED", step.Step);
        }
    }

    private void CloseSteps(ProtocolFrames frames)
    {
        foreach (string step in _openSteps)
        {
            frames.AddStep("STEP_FINISHED", step);
        }

        _openSteps.Clear();
    }

    private void AddReset(ProtocolFrames frames, AttemptResetEvent reset)
    {
        var snapshot = State.ToSnapshot();
        CloseSteps(frames);
        if (reset.Texts.Count > 0)
        {
            // The messages are removed before they end: otherwise the client would take what is void for complete messages.
            AddMessages(frames);
            _openTexts.ForEach(target => AddTextEnd(frames, target));
            _openTexts.Clear();
            _openTexts.AddRange(snapshot.Texts.Select(text => text.Target));
            AddTexts(frames, snapshot);
        }

        foreach (string step in OpenStepsOf(snapshot))
        {
            _openSteps.Add(step);
            frames.AddStep("STEP_STARTED", step);
        }

        frames.AddState(_state.Take(snapshot));
    }

    private void AddEnd(ProtocolFrames frames, JobSnapshot snapshot)
    {
        if (snapshot.Status == JobStatus.Failed)
        {
            frames.AddError(snapshot.Error?.Code ?? "failed", snapshot.Error?.Message ?? "The job failed.");
            return;
        }

        frames.Add("RUN_FINISHED", json =>
        {
            WriteRun(json);
            if (snapshot.Summary is { } summary)
            {
                json.WritePropertyName("result");
                summary.WriteTo(json);
            }

            if (snapshot.Status == JobStatus.Canceled && run.KnowsCancelled)
            {
                json.WriteStartObject("outcome");
                json.WriteString("type", "cancelled");
                json.WriteEndObject();
            }
        });
    }
}
