using System.Text.Json;
using AspireStreaming.Streaming;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Client.Agents;

/// <summary>A place in the log of a job: the content of a continuation token.</summary>
/// <param name="After">The last event that was handed out.</param>
/// <param name="Texts">The texts of which another length was handed out than the log has at that place.</param>
internal sealed record JobPlace(Guid JobId, EventId After, IReadOnlyList<SaidText>? Texts = null)
{
    /// <exception cref="ArgumentException">The token is of another agent.</exception>
    public static JobPlace Of(ResponseContinuationToken token)
    {
        try
        {
            var read = JsonSerializer.Deserialize(token.ToBytes().Span, AgentClientJson.Default.PlaceToken)!;
            return new JobPlace(read.JobId, EventId.Parse(read.After), read.Texts);
        }
        catch (Exception e) when (e is JsonException or FormatException or NullReferenceException)
        {
            throw new ArgumentException("The continuation token is not one of a job.", nameof(token), e);
        }
    }

    public ResponseContinuationToken ToToken() => ResponseContinuationToken.FromBytes(
        JsonSerializer.SerializeToUtf8Bytes(new PlaceToken(JobId, After.ToString(), Texts), AgentClientJson.Default.PlaceToken));
}

/// <summary><c>{"job_id":"…","after":"2-43"}</c></summary>
internal sealed record PlaceToken(Guid JobId, string After, IReadOnlyList<SaidText>? Texts = null);

/// <summary>How much of a text was handed out.</summary>
/// <param name="Length">In UTF-16 code units.</param>
/// <param name="Version">The number of times that the text was taken back.</param>
/// <param name="Hash">The hash of the text that was handed out, when the log has lost it: another worker writes it again.</param>
internal sealed record SaidText(string Target, int Length, int Version = 0, string? Hash = null);
