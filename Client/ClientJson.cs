using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Client;

/// <summary>The JSON of requests and answers. Events and snapshots use <see cref="Streaming.Events.EventJson"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StartedJob))]
[JsonSerializable(typeof(CancelAnswer))]
[JsonSerializable(typeof(AccessExpiring))]
[JsonSerializable(typeof(RenewalAnswer))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClientJson : JsonSerializerContext
{
    /// <summary>Options that write a request object of the caller.</summary>
    public static JsonSerializerOptions Requests { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };
}

/// <summary><c>{"job_id":"…","status":"already_ended"}</c></summary>
internal sealed record CancelAnswer(Guid JobId, string Status);

/// <summary>The data of <c>access_expiring</c>.</summary>
internal sealed record AccessExpiring(string? RenewUrl, DateTimeOffset ExpiresAt);

/// <summary>The answer to a renewal.</summary>
/// <param name="Renewed">False when the stream's node did not hear of it.</param>
internal sealed record RenewalAnswer(bool? Renewed);

/// <summary>RFC 9457.</summary>
internal sealed record Problem(string? Title, string? Detail, Dictionary<string, string[]>? Errors);
