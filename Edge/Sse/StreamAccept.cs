using Microsoft.Net.Http.Headers;

namespace AspireStreaming.Edge.Sse;

/// <summary>Whether a client takes an event stream. For one that waits for a whole JSON answer a stream looks like a hang.</summary>
public static class StreamAccept
{
    private static readonly MediaTypeHeaderValue EventStream = MediaTypeHeaderValue.Parse("text/event-stream; charset=utf-8");

    /// <returns>The refusal (406); null for a client that takes a stream or says nothing.</returns>
    public static IResult? Refuse(HttpContext http)
    {
        if (http.Request.Headers.Accept.Count == 0)
        {
            return null;
        }

        var accepted = http.Request.GetTypedHeaders().Accept;
        return accepted.Count == 0 || accepted.Any(range => range.Quality is not 0 && EventStream.IsSubsetOf(range))
            ? null
            : Problems.Field("Accept", "must allow text/event-stream: this is a stream", StatusCodes.Status406NotAcceptable);
    }
}
