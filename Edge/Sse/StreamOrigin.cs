using System.Diagnostics;

namespace AspireStreaming.Edge.Sse;

/// <summary>The request that opened a stream.</summary>
/// <param name="Client">Address and port of the client.</param>
/// <param name="Request">The request's span.</param>
internal sealed record StreamOrigin(string Client, ActivityContext Request)
{
    public static StreamOrigin Of(HttpContext http) =>
        new($"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}", Activity.Current?.Context ?? default);
}
