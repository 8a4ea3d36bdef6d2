using Microsoft.AspNetCore.Connections.Features;

namespace AspireStreaming.Api.Sse;

/// <summary>Tells that a client has left.</summary>
internal static class Leaving
{
    /// <summary>
    /// Over HTTP/1.1 a request lasts as long as nothing comes after it, so the connection's own token serves, which is there already: the
    /// request's is made when somebody asks for it, and then held for as long as a watcher stays.
    /// </summary>
    public static CancellationToken Of(HttpContext http) =>
        HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IConnectionLifetimeFeature>() is { } connection
            ? connection.ConnectionClosed
            : http.RequestAborted;
}
