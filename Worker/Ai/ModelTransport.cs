using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace AspireStreaming.Worker.Ai;

/// <summary>
/// The HTTP handler below both SDKs. It turns an error response into an <see cref="AiException"/>, because the SDKs' exceptions
/// do not carry <c>Retry-After</c> for both providers. So one place reads status, headers and body.
/// </summary>
internal sealed class ModelTransport(AiOptions options, TimeProvider time, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const int MaxErrorBytes = 64 * 1024;
    private const int MaxAnswerBytes = 16 * 1024 * 1024;

    /// <summary>
    /// A separate client, not one of the factory: the resilience handler that a host adds to every factory client would
    /// retry below our retries and abort an answer that takes minutes.
    /// </summary>
    public static HttpClient CreateClient(AiOptions options, TimeProvider time)
    {
        var sockets = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            AllowAutoRedirect = false, // a redirect would send the key and the document to another server
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClient(new ModelTransport(options, time, sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new AiException(AiErrorCodes.Unavailable, $"The model's endpoint can't be reached ({e.HttpRequestError}).", retryable: true, inner: e);
        }

        try
        {
            if (!response.IsSuccessStatusCode)
            {
                var error = ProviderError.Parse(await ReadErrorAsync(response, cancellationToken));
                throw error.ToException((int)response.StatusCode, RetryAfter(response.Headers), options.ApiKey);
            }
            if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
                await response.Content.LoadIntoBufferAsync(MaxAnswerBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxErrorBytes];
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    /// <summary><c>retry-after-ms: 1500</c>, <c>Retry-After: 20</c>, <c>Retry-After: 1.5</c> or <c>Retry-After: Wed, 21 Oct 2026 07:28:00 GMT</c>.</summary>
    private TimeSpan? RetryAfter(HttpResponseHeaders headers)
    {
        if (Seconds(headers, "retry-after-ms") is { } milliseconds)
            return TimeSpan.FromMilliseconds(milliseconds);
        if (Seconds(headers, "Retry-After") is { } seconds)
            return TimeSpan.FromSeconds(seconds);
        if (headers.RetryAfter?.Date is { } date)
            return date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero;
        return null;
    }

    private static double? Seconds(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values)
        && double.TryParse(values.First(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? Math.Min(value, 86_400_000)
            : null;
}
