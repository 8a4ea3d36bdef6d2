using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Streaming.Events;

/// <summary>Writes a time as in all events, <c>2026-11-20T13:17:00.123Z</c>: a snapshot holds the same text as the event.</summary>
internal sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value));
}
