using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <summary>How events are written as JSON: in snake_case, without absent values, and with letters of all scripts unescaped.</summary>
[JsonSourceGenerationOptions]
[JsonSerializable(typeof(JobStatusEvent))]
[JsonSerializable(typeof(StepProgressEvent))]
[JsonSerializable(typeof(InsightEmittedEvent))]
[JsonSerializable(typeof(MetricUpdateEvent))]
[JsonSerializable(typeof(ValidationUpdateEvent))]
[JsonSerializable(typeof(DiffChunkEvent))]
[JsonSerializable(typeof(ResultEvent))]
[JsonSerializable(typeof(TokenEvent))]
[JsonSerializable(typeof(TimelineEvent))]
[JsonSerializable(typeof(AttemptResetEvent))]
[JsonSerializable(typeof(JobErrorEvent))]
[JsonSerializable(typeof(DoneEvent))]
[JsonSerializable(typeof(JobSnapshot))]
public sealed partial class EventJson : JsonSerializerContext
{
    /// <summary>
    /// The relaxed encoder is safe here: payloads are read by JSON parsers, and a page inserts them as text.
    /// It still escapes control characters, so CR, LF and NUL never reach an SSE field.
    /// </summary>
    public static EventJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcTime() },
        // A pipeline's object may be 64 levels deep, and a snapshot or a reset adds more levels.
        MaxDepth = 128,
    });
}
