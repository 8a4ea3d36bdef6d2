using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>What a response repeats of its request.</summary>
/// <param name="Background">The request did not wait for the end.</param>
/// <param name="Metadata">An object with texts as values.</param>
/// <param name="PreviousResponseId">The response that this one follows in its conversation.</param>
internal sealed record ResponseRun(bool Background, JsonElement Metadata, string? PreviousResponseId)
{
    /// <summary>The member of the metadata that tells when text is sent.</summary>
    public const string TextMember = "job_text";

    public const string LiveText = "live";
    public const string SettledText = "settled";

    private static readonly JsonElement NoMetadata = JsonSerializer.SerializeToElement(new JsonObject());

    /// <summary>Text is sent only when it can't be taken back any more: for clients that only add deltas up.</summary>
    public bool IsSettled => Metadata.TryGetProperty(TextMember, out var text) && text.ValueEquals(SettledText);

    /// <summary>As it is kept with the job.</summary>
    public JsonObject ToJson() => new()
    {
        ["background"] = Background,
        ["metadata"] = JsonObject.Create(Metadata),
        ["previous_response_id"] = PreviousResponseId,
    };

    /// <summary>A job that was started in another way runs in the background.</summary>
    public static ResponseRun Read(JsonElement client) => client.ValueKind != JsonValueKind.Object
        ? new ResponseRun(true, NoMetadata, null)
        : new ResponseRun(
            !client.TryGetProperty("background", out var background) || background.ValueKind != JsonValueKind.False,
            client.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata : NoMetadata,
            client.TryGetProperty("previous_response_id", out var previous) && previous.ValueKind == JsonValueKind.String ? previous.GetString() : null);
}
