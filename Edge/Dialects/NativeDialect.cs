using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Dialects;

/// <summary>The canonical form: the event's type as name, its payload as it is in the log.</summary>
public sealed class NativeDialect : IDialect
{
    /// <summary>The text that tells watchers that a job is gone, in every dialect.</summary>
    public const string GoneMessage = "There is no such job any more: it has expired, was deleted, or was lost.";

    public static readonly NativeDialect Instance = new();

    public string Name => "native";

    /// <summary>An EventSource and the clients of this system reconnect after any end before <c>done</c>.</summary>
    public bool IsEndedByClose => false;

    public void Write(JobEvent e, IBufferWriter<byte> output) => SseFrame.Write(output, e.Id, e.Type, e.Data.Span);

    /// <summary>Allocates nothing: ten thousand idle watchers get a heartbeat within a second.</summary>
    public void WriteHeartbeat(IBufferWriter<byte> output, EventId last, DateTimeOffset now)
    {
        Span<byte> data = stackalloc byte[128];
        Utf8.TryWrite(
            data,
            CultureInfo.InvariantCulture,
            $"{{\"type\":\"heartbeat\",\"at\":\"{now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"last_event_id\":\"{last.Attempt}-{last.Seq}\"}}",
            out int length);
        SseFrame.Write(output, null, EventTypes.Heartbeat, data[..length]);
    }

    public void WriteSnapshot(IBufferWriter<byte> output, string name, JobSnapshot snapshot) =>
        SseFrame.Write(
            output, EventId.Parse(snapshot.LastEventId), name, JsonSerializer.SerializeToUtf8Bytes(snapshot, EventJson.Wire.JobSnapshot));

    public void WriteGone(IBufferWriter<byte> output, Guid jobId, DateTimeOffset now) =>
        FrameBody.Write(output, null, EventTypes.Gone, EventTypes.Gone, json =>
        {
            json.WriteString("job_id", jobId);
            json.WriteString("at", Time(now));
            json.WriteString("message", GoneMessage);
        });

    private static string Time(DateTimeOffset now) =>
        now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
