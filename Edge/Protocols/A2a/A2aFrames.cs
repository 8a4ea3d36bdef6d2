using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>What states are in A2A. Pure: the same state always gives the same object.</summary>
internal static class A2aFrames
{
    /// <summary>The member of metadata with the event as it is in the log.</summary>
    public const string EventMember = "aspirestreaming/event";

    /// <summary>The member of metadata with the state without its texts, which are artifacts.</summary>
    public const string SnapshotMember = "aspirestreaming/snapshot";

    /// <summary>The member of metadata of an artifact that was taken back.</summary>
    public const string VoidMember = "aspirestreaming/void";

    private const string SummaryArtifact = "summary";

    /// <summary>As in <c>TASK_STATE_WORKING</c>. The status is terminal one event before the end.</summary>
    public static string StateOf(JobStatus status, bool ended) => status switch
    {
        JobStatus.Queued => "TASK_STATE_SUBMITTED",
        JobStatus.Completed when ended => "TASK_STATE_COMPLETED",
        JobStatus.Failed when ended => "TASK_STATE_FAILED",
        JobStatus.Canceled when ended => "TASK_STATE_CANCELED",
        _ => "TASK_STATE_WORKING",
    };

    /// <param name="history">Whether the client's message is part of it.</param>
    public static void WriteTask(Utf8JsonWriter json, A2aRun run, JobSnapshot snapshot, bool history)
    {
        json.WriteStartObject();
        json.WriteString("id", snapshot.JobId);
        json.WriteString("contextId", run.ContextId);
        json.WritePropertyName("status");
        WriteStatus(json, run, snapshot, TextOf(snapshot));
        json.WriteStartArray("artifacts");
        foreach (var text in snapshot.Texts)
        {
            WriteText(json, text.Target, text.Text);
        }

        foreach (var result in snapshot.Results)
        {
            WriteResult(json, result);
        }

        if (snapshot.Summary is { } summary)
        {
            WriteSummary(json, summary);
        }

        json.WriteEndArray();
        WriteHistory(json, run, history);
        WriteSnapshot(json, snapshot);
        json.WriteEndObject();
    }

    /// <summary>A task as a list has it: without artifacts.</summary>
    public static void WriteTask(Utf8JsonWriter json, A2aRun run, JobRecord job, bool history)
    {
        json.WriteStartObject();
        json.WriteString("id", job.JobId);
        json.WriteString("contextId", run.ContextId);
        json.WriteStartObject("status");
        json.WriteString("state", StateOf(job.Status, ended: true));
        json.WriteString("timestamp", (job.EndedAt ?? job.StartedAt ?? job.CreatedAt).UtcDateTime);
        json.WriteEndObject();
        WriteHistory(json, run, history);
        json.WriteEndObject();
    }

    /// <param name="text">What a person reads; null for nothing.</param>
    public static void WriteStatus(Utf8JsonWriter json, A2aRun run, JobSnapshot snapshot, string? text)
    {
        json.WriteStartObject();
        json.WriteString("state", StateOf(snapshot.Status, snapshot.EndedAt is not null));
        if (text is not null)
        {
            json.WriteStartObject("message");
            json.WriteString("messageId", $"{snapshot.JobId:D}:{snapshot.EventCount}");
            json.WriteString("contextId", run.ContextId);
            json.WriteString("taskId", snapshot.JobId);
            json.WriteString("role", "ROLE_AGENT");
            json.WriteStartArray("parts");
            json.WriteStartObject();
            json.WriteString("text", text);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (snapshot.UpdatedAt is { } at)
        {
            json.WriteString("timestamp", at.UtcDateTime);
        }

        json.WriteEndObject();
    }

    public static void WriteText(Utf8JsonWriter json, string target, string text) => WriteArtifact(json, $"text:{target}", target, part => part.WriteString("text", text));

    public static void WriteResult(Utf8JsonWriter json, ResultEvent result) => WriteArtifact(json, $"result:{result.Key}", result.Key, part => WriteData(part, result.Data));

    public static void WriteSummary(Utf8JsonWriter json, JsonElement summary) => WriteArtifact(json, SummaryArtifact, SummaryArtifact, part => WriteData(part, summary));

    /// <summary>An artifact that was taken back.</summary>
    public static void WriteVoid(Utf8JsonWriter json, string id, string name) => WriteArtifact(json, id, name, part => part.WriteString("text", ""), isVoid: true);

    public static void WriteSnapshot(Utf8JsonWriter json, JobSnapshot snapshot)
    {
        json.WriteStartObject("metadata");
        json.WritePropertyName(SnapshotMember);
        ProtocolState.Of(snapshot).WriteTo(json);
        json.WriteEndObject();
    }

    public static string? TextOf(JobSnapshot snapshot) => snapshot.EndedAt is not null && snapshot.Status == JobStatus.Failed ? snapshot.Error?.Message ?? "The job failed." : snapshot.Message;

    private static void WriteHistory(Utf8JsonWriter json, A2aRun run, bool history)
    {
        if (history && run.Message.ValueKind == JsonValueKind.Object)
        {
            json.WriteStartArray("history");
            run.Message.WriteTo(json);
            json.WriteEndArray();
        }
    }

    private static void WriteData(Utf8JsonWriter json, JsonElement data)
    {
        json.WritePropertyName("data");
        data.WriteTo(json);
        json.WriteString("mediaType", "application/json");
    }

    private static void WriteArtifact(Utf8JsonWriter json, string id, string name, Action<Utf8JsonWriter> part, bool isVoid = false)
    {
        json.WriteStartObject();
        json.WriteString("artifactId", id);
        json.WriteString("name", name);
        json.WriteStartArray("parts");
        json.WriteStartObject();
        part(json);
        json.WriteEndObject();
        json.WriteEndArray();
        if (isVoid)
        {
            json.WriteStartObject("metadata");
            json.WriteBoolean(VoidMember, true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
