using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Api.Agents;

/// <summary>
/// Seed 3: unnamed frames, <c>data: {"event_id":"…","type":"ROUTER_THOUGHT",…}</c>, and <c>: ping</c> while it is quiet. Beside the
/// workflow's own events only its failure has a frame, so that each stream tells the outcome.
/// </summary>
internal sealed class TimelineDialect : IDialect
{
    public const string WorkflowError = "WORKFLOW_ERROR";

    public static readonly TimelineDialect Instance = new();

    public string Name => "timeline";

    /// <summary>The event in the format of this dialect, or null when the dialect has no frame for it.</summary>
    public static TimelineFrame? Frame(JobEvent e) => EventEncoder.Decode(e) switch
    {
        TimelineEvent said => Frame(said, EventEncoder.At(e)),
        JobErrorEvent failed => Error(e, failed.Message, failed.Code),
        DoneEvent { Status: JobStatus.Canceled } => Error(e, "The workflow was canceled.", "canceled"),
        _ => null,
    };

    public void Write(JobEvent e, IBufferWriter<byte> output)
    {
        if (Frame(e) is { } frame)
        {
            SseFrame.Write(output, e.Id, null, Json(frame));
        }
    }

    public void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now) => SseFrame.WriteComment(output, "ping"u8);

    /// <summary>Writes all events so far again: readers drop duplicates by <c>event_id</c>.</summary>
    public void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot)
    {
        for (int i = 0; i < snapshot.Timeline.Count; i++)
        {
            // Only the last frame moves the cursor: a reader that is cut off before it gets all frames again.
            EventId? id = i == snapshot.Timeline.Count - 1 ? EventId.Parse(snapshot.LastEventId) : null;
            SseFrame.Write(output, id, null, Json(Frame(snapshot.Timeline[i], snapshot.UpdatedAt ?? DateTimeOffset.UnixEpoch)));
        }
    }

    public void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now) =>
        SseFrame.Write(output, null, null, Json(Error(jobId.ToString("D"), NativeDialect.GoneMessage, EventTypes.Gone, now)));

    private static TimelineFrame Frame(TimelineEvent said, DateTimeOffset at) =>
        new(said.EventId, said.Kind, said.Message, said.Status, said.AgentName, said.Details, Time(at));

    private static TimelineFrame Error(JobEvent e, string message, string code) => Error(JobId(e), message, code, EventEncoder.At(e));

    private static TimelineFrame Error(string jobId, string message, string code, DateTimeOffset at) => new(
        StableId.Of("timeline-error", jobId).ToString("D"), WorkflowError, message, "ERROR", null,
        JsonSerializer.SerializeToElement(new TimelineErrorDetails(code), TimelineJson.Default.TimelineErrorDetails), Time(at));

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string JobId(JobEvent e)
    {
        var reader = new Utf8JsonReader(e.Data.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("job_id"u8))
            {
                reader.Read();
                return reader.GetString()!;
            }
        }

        throw new JsonException($"Event {e.Id} has no 'job_id'.");
    }

    private static byte[] Json(TimelineFrame frame) => JsonSerializer.SerializeToUtf8Bytes(frame, TimelineJson.Wire.TimelineFrame);
}

/// <summary>All members are always present; absent values are null.</summary>
/// <param name="Status">IN_PROGRESS, SUCCESS or ERROR.</param>
internal sealed record TimelineFrame(
    string EventId,
    string Type,
    string Message,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? AgentName,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] JsonElement? Details,
    string Timestamp);

internal sealed record TimelineErrorDetails(string Code);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TimelineFrame))]
[JsonSerializable(typeof(TimelineErrorDetails))]
internal sealed partial class TimelineJson : JsonSerializerContext
{
    public static TimelineJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // as events are written
        MaxDepth = 128,
    });
}
