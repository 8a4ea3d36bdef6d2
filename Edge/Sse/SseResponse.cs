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
        WriteHeaders(http.Response);
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
    /// <param name="http">The request.</param>
    /// <param name="options">The usual delays.</param>
    /// <param name="atLeast">The least delay before the client reconnects, if it is not the usual one.</param>
    /// <param name="unfinished">Leaves the response incomplete, for clients that take a complete one for the end of the job.</param>
    public static async Task ComeBackAsync(HttpContext http, ApiOptions options, TimeSpan atLeast = default, bool unfinished = false)
    {
        var transport = DetachableTransport.Of(http);
        var output = await OpenAsync(http, options, atLeast);
        if (!unfinished)
        {
            await output.CompleteAsync();
        }
        else if (transport is not null)
        {
            transport.Detach(static _ => Task.FromResult(false), null); // what was sent still arrives
        }
        else
        {
            http.Abort();
        }
    }

    /// <returns>Whether the client wants the headers only: they are written.</returns>
    public static bool AnswerHead(HttpContext http)
    {
        bool isHead = HeadRequests.IsHead(http);
        if (isHead)
        {
            WriteHeaders(http.Response);
        }

        return isHead;
    }

    /// <summary>Headers against buffering proxies and caches.</summary>
    private static void WriteHeaders(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
    }

    private static TimeSpan RetryDelay(ApiOptions options)
    {
        double spread = Math.Max(0, (options.RetryMost - options.RetryLeast).TotalMilliseconds);
        return options.RetryLeast + TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * spread);
    }
}
