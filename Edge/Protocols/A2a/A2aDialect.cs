using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>
/// A stream of A2A 1.0: the task first, then its updates. Texts and results are artifacts, all else are updates of the status with the event as metadata.
/// An artifact that was taken back comes again as far as it is kept.
/// </summary>
/// <param name="requestId">Of the JSON-RPC request: a text or a number.</param>
internal sealed class A2aDialect(Guid jobId, A2aRun run, JsonElement requestId) : ProtocolDialect(jobId)
{
    public override string Name { get; } = $"a2a {requestId.GetRawText()}";

    public override IDialect ForLog() => new A2aDialect(JobId, run, requestId);

    public override void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "heartbeat"u8);

    /// <summary>Nothing: a stream that goes on begins with the task.</summary>
    public override void WriteResume(IBufferWriter<byte> output)
    {
    }

    public override void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        var frames = new ProtocolFrames();
        AddTask(frames, snapshot);
        WriteFrame(output, EventId.Parse(snapshot.LastEventId), null, frames[0]);
    }

    public override void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now)
    {
        var frames = new ProtocolFrames();
        frames.Add(json => A2aResponses.WriteError(json, requestId, A2aException.TaskNotFound()));
        SseFrame.Write(output, null, null, frames[0]);
    }

    protected override void WriteFrame(IBufferWriter<byte> output, EventId id, int? part, ReadOnlySpan<byte> json)
    {
        Encoding.ASCII.GetBytes($"id: {new FrameCursor(id, part ?? 0)}\n", output);
        SseFrame.Write(output, null, null, json);
    }

    protected override void WriteEvent(in AppliedEvent applied, ProtocolFrames frames)
    {
        var (e, payload) = (applied.Event, applied.Payload);
        if (e.Id.Seq == 1)
        {
            AddTask(frames, State.ToSnapshot());
            return;
        }

        switch (payload)
        {
            case TokenEvent token:
                if (applied.NewText.Length > 0)
                {
                    string text = applied.NewText;
                    AddArtifact(frames, append: !applied.StartsText, json => A2aFrames.WriteText(json, token.Target, text));
                }

                return;
            case ResultEvent result:
                AddArtifact(frames, append: false, json => A2aFrames.WriteResult(json, result));
                return;
            case AttemptResetEvent reset:
                AddReset(frames, reset, State.ToSnapshot());
                break;
            case DoneEvent:
                var snapshot = State.ToSnapshot();
                if (snapshot.Summary is { } summary)
                {
                    AddArtifact(frames, append: false, json => A2aFrames.WriteSummary(json, summary));
                }

                AddStatus(frames, snapshot, A2aFrames.TextOf(snapshot), json => A2aFrames.WriteSnapshot(json, snapshot));
                return;
        }

        AddStatus(frames, State.Scalars, EventText.Of(payload), json =>
        {
            json.WriteStartObject("metadata");
            json.WritePropertyName(A2aFrames.EventMember);
            json.WriteRawValue(e.Data.Span, skipInputValidation: true);
            json.WriteEndObject();
        });
    }

    private void AddTask(ProtocolFrames frames, JobSnapshot snapshot) => Add(frames, "task", json => A2aFrames.WriteTask(json, run, snapshot, history: true));

    private void AddReset(ProtocolFrames frames, AttemptResetEvent reset, JobSnapshot snapshot)
    {
        foreach (string target in reset.Texts.Select(cut => cut.Target))
        {
            string? kept = snapshot.Texts.FirstOrDefault(text => text.Target == target)?.Text;
            AddArtifact(frames, append: false, json =>
            {
                if (string.IsNullOrEmpty(kept))
                {
                    A2aFrames.WriteVoid(json, $"text:{target}", target);
                }
                else
                {
                    A2aFrames.WriteText(json, target, kept);
                }
            });
        }

        var results = (reset.Drop.GetValueOrDefault("results") ?? []).Concat(reset.Restore.Results?.Select(result => result.Key) ?? []);
        foreach (string key in results.Distinct())
        {
            var kept = snapshot.Results.FirstOrDefault(result => result.Key == key);
            AddArtifact(frames, append: false, json =>
            {
                if (kept is null)
                {
                    A2aFrames.WriteVoid(json, $"result:{key}", key);
                }
                else
                {
                    A2aFrames.WriteResult(json, kept);
                }
            });
        }
    }

    private void AddArtifact(ProtocolFrames frames, bool append, Action<Utf8JsonWriter> artifact) => Add(frames, "artifactUpdate", json =>
    {
        json.WriteStartObject();
        WriteNames(json);
        json.WritePropertyName("artifact");
        artifact(json);
        json.WriteBoolean("append", append);
        json.WriteEndObject();
    });

    private void AddStatus(ProtocolFrames frames, JobSnapshot snapshot, string? text, Action<Utf8JsonWriter> metadata) => Add(frames, "statusUpdate", json =>
    {
        json.WriteStartObject();
        WriteNames(json);
        json.WritePropertyName("status");
        A2aFrames.WriteStatus(json, run, snapshot, text);
        metadata(json);
        json.WriteEndObject();
    });

    private void WriteNames(Utf8JsonWriter json)
    {
        json.WriteString("taskId", JobId);
        json.WriteString("contextId", run.ContextId);
    }

    private void Add(ProtocolFrames frames, string kind, Action<Utf8JsonWriter> payload) => frames.Add(json => A2aResponses.WriteResult(json, requestId, result =>
    {
        result.WriteStartObject();
        result.WritePropertyName(kind);
        payload(result);
        result.WriteEndObject();
    }));
}
