using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace AspireStreaming.Api.Sse;

/// <summary>An event-stream response: headers that keep proxies from holding it back, and bounded delays for clients to come back.</summary>
internal static class SseResponse
{
    private const int MostBytesAtOnce = 16 * 1024;

    /// <summary>Sends the headers and the first bytes at once.</summary>
    public static async Task<PipeWriter> OpenAsync(HttpContext http, ApiOptions options)
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
        SseFrame.WriteRetry(output, RetryDelay(options));
        await output.FlushAsync(http.RequestAborted);
        return output;
    }

    /// <summary>Sends what is written. One that takes nothing for <see cref="ApiOptions.StallTimeout"/> is not waited for: it would hold memory for ever.</summary>
    /// <returns>False when nothing more can be sent: the client has left, or was cut off.</returns>
    public static async ValueTask<bool> FlushAsync(HttpContext http, PipeWriter output, ApiOptions options, TimeProvider time)
    {
        var flushing = output.FlushAsync(http.RequestAborted);
        if (!flushing.IsCompleted)
        {
            // As seldom as clients are slow: no timer for those who take what they get. Canceling the flush is of no use: Kestrel goes on waiting.
            await using var stalled = time.CreateTimer(
                static context => ((HttpContext)context!).Abort(), http, options.StallTimeout, Timeout.InfiniteTimeSpan);
            return !(await flushing).IsCompleted;
        }

        return !(await flushing).IsCompleted;
    }

    /// <summary>Sends bytes of any number without holding more than a few of them for a client that is slow.</summary>
    /// <returns>As <see cref="FlushAsync"/>.</returns>
    public static async ValueTask<bool> SendAsync(
        HttpContext http, PipeWriter output, ReadOnlyMemory<byte> bytes, ApiOptions options, TimeProvider time)
    {
        for (int at = 0; at < bytes.Length; at += MostBytesAtOnce)
        {
            output.Write(bytes.Span[at..Math.Min(at + MostBytesAtOnce, bytes.Length)]);
            if (!await FlushAsync(http, output, options, time))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// What a stream answers that can't be served now: any status but 200 would close a browser's EventSource for good, so it is
    /// told to come back instead.
    /// </summary>
    public static async Task ComeBackAsync(HttpContext http, ApiOptions options)
    {
        var output = await OpenAsync(http, options);
        await output.CompleteAsync();
    }

    private static TimeSpan RetryDelay(ApiOptions options)
    {
        double spread = Math.Max(0, (options.RetryMost - options.RetryLeast).TotalMilliseconds);
        return options.RetryLeast + TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * spread);
    }
}
