using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AspireStreaming.Edge.Sse;

/// <summary>An event-stream response: headers against buffering proxies, and bounded delays before clients reconnect.</summary>
public static class SseResponse
{
    /// <summary>Sends the headers and the first bytes at once.</summary>
    /// <param name="atLeast">The least delay before the client reconnects, if it is not the usual one.</param>
    public static async Task<PipeWriter> OpenAsync(HttpContext http, ApiOptions options, TimeSpan atLeast = default)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "text/event-stream; charset=utf-8";
        http.Response.Headers.CacheControl = "no-cache, no-transform";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // A slow reader is served at its own pace, not cut off for being slow.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        var output = http.Response.BodyWriter;
        SseFrame.WriteRetry(output, atLeast + RetryDelay(options));
        await output.FlushAsync(http.RequestAborted);
        return output;
    }

    /// <summary>
    /// The answer of a stream that can't be served now. Any status but 200 would close a browser's EventSource for good, so the
    /// client is told to reconnect.
    /// </summary>
    /// <inheritdoc cref="OpenAsync"/>
    /// <param name="cut">For clients that take the end of a response for the end of the job.</param>
    public static async Task ComeBackAsync(HttpContext http, ApiOptions options, TimeSpan atLeast = default, bool cut = false)
    {
        var output = await OpenAsync(http, options, atLeast);
        if (cut)
        {
            http.Abort();
            return;
        }

        await output.CompleteAsync();
    }

    private static TimeSpan RetryDelay(ApiOptions options)
    {
        double spread = Math.Max(0, (options.RetryMost - options.RetryLeast).TotalMilliseconds);
        return options.RetryLeast + TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * spread);
    }
}
