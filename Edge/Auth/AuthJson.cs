using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireStreaming.Edge.Auth;

/// <summary>The data of <c>access_expiring</c> and <c>access_ended</c>.</summary>
/// <param name="ExpiresAt">When the stream ends without a renewal.</param>
/// <param name="RenewUrl">A POST with the caller's credentials renews the stream.</param>
/// <param name="Reason">Of the end: expired or revoked.</param>
internal sealed record AccessFrame(string Type, Guid JobId, DateTimeOffset? ExpiresAt, string? RenewUrl, string? Reason);

/// <summary>The new urls of a job.</summary>
/// <param name="ExpiresAt">When they end; null when they don't.</param>
/// <param name="Renewed">Whether the open stream goes on; null without one.</param>
public sealed record RenewedAccess(Guid JobId, string StreamUrl, string SnapshotUrl, DateTimeOffset? ExpiresAt, bool? Renewed);

/// <param name="Streams">How many open streams were ended.</param>
public sealed record RevokedAccess(Guid JobId, int Streams);

/// <summary>A node's stream that goes on until another time.</summary>
internal sealed record RenewArgument(Guid JobId, long Stream, DateTimeOffset Until);

/// <summary>A job whose capabilities of fewer revocations are void.</summary>
internal sealed record RevokeArgument(Guid JobId, int Revocations);

[JsonSerializable(typeof(AccessFrame))]
[JsonSerializable(typeof(RenewedAccess))]
[JsonSerializable(typeof(RevokedAccess))]
[JsonSerializable(typeof(RenewArgument))]
[JsonSerializable(typeof(RevokeArgument))]
internal sealed partial class AuthJson : JsonSerializerContext
{
    /// <summary>As events are written.</summary>
    public static AuthJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
