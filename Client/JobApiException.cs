using System.Net;
using System.Text.Json;

namespace AspireStreaming.Client;

/// <summary>A request that was refused or got no answer, with the RFC 9457 problem details that the server sent.</summary>
public sealed class JobApiException : Exception
{
    private const int MostBytes = 64 * 1024;

    internal JobApiException(string message, HttpStatusCode? statusCode, Exception? innerException = null)
        : base(message, innerException) => StatusCode = statusCode;

    /// <summary>Null when there was no answer at all.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>What was wrong with each field of the request.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; private init; } = new Dictionary<string, string[]>();

    /// <summary>The first field that was wrong, or null.</summary>
    public string? Field => Errors.Keys.FirstOrDefault();

    /// <summary>The delay before another try, if the server asks for one.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => StatusCode is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)StatusCode >= 500;

    /// <summary>The answer belongs to a repeated request: the first try got no answer, but the server may have carried it out.</summary>
    internal bool IsOfRepeat { get; set; }

    internal static JobApiException NoAnswer(Uri server, Exception cause) =>
        new($"{server.Authority} did not answer: {cause.Message}", null, cause);

    internal static async Task<JobApiException> ReadAsync(HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        Problem? problem = null;
        try
        {
            problem = JsonSerializer.Deserialize((await ReadStartAsync(response.Content, cancellationToken)).Span, ClientJson.Default.Problem);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            // The body is a proxy's page or is cut off: only the status is known.
        }

        string status = $"HTTP {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd();
        return new JobApiException(problem?.Detail ?? problem?.Title ?? status, response.StatusCode)
        {
            Errors = problem?.Errors ?? new Dictionary<string, string[]>(),
            RetryAfter = response.Headers.RetryAfter switch
            {
                { Delta: { } delta } => delta,
                { Date: { } date } => date - time.GetUtcNow(),
                _ => null,
            },
        };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        byte[] start = new byte[MostBytes];
        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        return start.AsMemory(0, await body.ReadAtLeastAsync(start, MostBytes, throwOnEndOfStream: false, cancellationToken));
    }
}
