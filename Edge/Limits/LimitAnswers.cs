using System.Globalization;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Edge.Sse;
using Microsoft.AspNetCore.Diagnostics;

namespace AspireStreaming.Edge.Limits;

/// <summary>Answers to requests over a limit. A browser's EventSource is told to come back: any status but 200 would end it for good.</summary>
internal static class LimitAnswers
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    /// <summary>The caller has used up a limit.</summary>
    public static Task RefuseAsync(HttpContext http, ApiOptions options, LimitExceededException limit)
    {
        if (IsStream(http))
        {
            return SseResponse.ComeBackAsync(http, options, limit.RetryAfter);
        }

        http.Response.Headers.RetryAfter = Seconds(limit.RetryAfter);
        return Problems.WriteAsync(http, TypedResults.Problem(
            title: "This caller has reached a limit.",
            detail: $"The caller {limit.Message} ({limit.Limit}).",
            statusCode: StatusCodes.Status429TooManyRequests,
            extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { ["caller"] = [limit.Message] } }));
    }

    /// <summary>All callers together have.</summary>
    public static Task RefuseBusyAsync(HttpContext http, ApiOptions options)
    {
        if (IsStream(http))
        {
            return SseResponse.ComeBackAsync(http, options, Soon);
        }

        http.Response.Headers.RetryAfter = Seconds(Soon);
        return Problems.WriteAsync(http, TypedResults.Problem(
            title: "This server is busy.",
            detail: "It serves as many requests as it may (Limits:Requests). Try again in a moment.",
            statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    /// <summary>A stream that starts its job at the first GET.</summary>
    private static bool IsStream(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && (http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint)?.Metadata.GetMetadata<StartsWork>() is not null;

    private static string Seconds(TimeSpan wait) => Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
