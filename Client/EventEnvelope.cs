using System.Text.Json;

namespace AspireStreaming.Client;

/// <summary>The members that every event has: <c>{"type":"metric_update","job_id":"…","attempt":1,"seq":7,…}</c>.</summary>
internal readonly record struct EventEnvelope(string? Type, Guid JobId, int Attempt, long Seq)
{
    /// <exception cref="JsonException">Not a JSON object with these members.</exception>
    public static EventEnvelope Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 256 });
        var envelope = default(EventEnvelope);
        for (bool all = false; reader.Read();)
        {
            if (all || reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
            {
                continue; // reads to the end of the object
            }

            try
            {
                if (reader.ValueTextEquals("type"u8) && reader.Read())
                {
                    envelope = envelope with { Type = reader.GetString() };
                }
                else if (reader.ValueTextEquals("job_id"u8) && reader.Read())
                {
                    envelope = envelope with { JobId = reader.GetGuid() };
                }
                else if (reader.ValueTextEquals("attempt"u8) && reader.Read())
                {
                    envelope = envelope with { Attempt = reader.GetInt32() };
                }
                else if (reader.ValueTextEquals("seq"u8) && reader.Read())
                {
                    envelope = envelope with { Seq = reader.GetInt64() };
                    all = envelope is { Type: not null } && envelope.JobId != Guid.Empty;
                }
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException)
            {
                throw new JsonException("its envelope is not as it should be", e);
            }
        }

        return envelope;
    }
}
