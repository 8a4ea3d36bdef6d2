using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace AspireStreaming.Streaming.Events;

/// <summary>Writes a payload with its envelope, and reads it back.</summary>
public static class EventEncoder
{
    /// <summary>
    /// <c>{"type":"metric_update","job_id":"…","attempt":1,"seq":7,"at":"2026-11-20T13:17:00.123Z","name":"fit",…}</c>
    /// </summary>
    public static JobEvent Encode(Guid jobId, EventId id, DateTimeOffset at, EventPayload payload, string scope = "")
    {
        var json = new ArrayBufferWriter<byte>(256);
        json.Write("{\"type\":\""u8);
        json.Write(Encoding.ASCII.GetBytes(payload.Type));
        json.Write("\",\"job_id\":\""u8);
        WriteFormatted(json, jobId);
        json.Write("\",\"attempt\":"u8);
        WriteNumber(json, id.Attempt);
        json.Write(",\"seq\":"u8);
        WriteNumber(json, id.Seq);
        json.Write(",\"at\":\""u8);
        json.Write(Encoding.ASCII.GetBytes(UtcTime.Text(at)));
        json.Write("\""u8);

        byte[] body = JsonSerializer.SerializeToUtf8Bytes(payload, EventJson.Wire.GetTypeInfo(payload.GetType())!);
        if (body.Length > 2) // not "{}"
        {
            json.Write(","u8);
            json.Write(body.AsSpan(1));
        }
        else
        {
            json.Write("}"u8);
        }

        return new JobEvent(id, payload.Type, json.WrittenMemory, scope);
    }

    /// <summary>
    /// The typed payload. Null for a type that this version doesn't know, and for a value that it doesn't know, such as another status: a newer
    /// version wrote the event, and here it counts in the log and is shown to watchers as it is.
    /// </summary>
    /// <exception cref="JsonException">An <c>attempt_reset</c> that can't be read: a state without it would be wrong.</exception>
    public static EventPayload? Decode(JobEvent e)
    {
        try
        {
            return Read(e);
        }
        catch (JsonException) when (e.Type is not EventTypes.AttemptReset)
        {
            return null;
        }
    }

    /// <summary>When the event was written.</summary>
    public static DateTimeOffset At(JobEvent e)
    {
        var reader = new Utf8JsonReader(e.Data.Span);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("at"u8))
            {
                reader.Read();
                return reader.GetDateTimeOffset();
            }
        }

        throw new JsonException($"Event {e.Id} has no 'at'.");
    }

    private static EventPayload? Read(JobEvent e) => e.Type switch
    {
        EventTypes.JobStatus => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.JobStatusEvent),
        EventTypes.StepProgress => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.StepProgressEvent),
        EventTypes.InsightEmitted => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.InsightEmittedEvent),
        EventTypes.MetricUpdate => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.MetricUpdateEvent),
        EventTypes.ValidationUpdate => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.ValidationUpdateEvent),
        EventTypes.DiffChunk => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.DiffChunkEvent),
        EventTypes.Result => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.ResultEvent),
        EventTypes.Token => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.TokenEvent),
        EventTypes.Timeline => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.TimelineEvent),
        EventTypes.AttemptReset => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.AttemptResetEvent),
        EventTypes.JobError => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.JobErrorEvent),
        EventTypes.Done => JsonSerializer.Deserialize(e.Data.Span, EventJson.Wire.DoneEvent),
        _ => null,
    };

    private static void WriteFormatted(ArrayBufferWriter<byte> json, Guid value)
    {
        Utf8Formatter.TryFormat(value, json.GetSpan(36), out int written);
        json.Advance(written);
    }

    private static void WriteNumber(ArrayBufferWriter<byte> json, long value)
    {
        Utf8Formatter.TryFormat(value, json.GetSpan(20), out int written);
        json.Advance(written);
    }
}
