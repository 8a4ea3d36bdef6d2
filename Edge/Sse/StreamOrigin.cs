using System.Diagnostics;
using System.Net;

namespace AspireStreaming.Edge.Sse;

/// <summary>The request that opened a stream.</summary>
/// <param name="Client">Address and port of the client, as in <c>192.0.2.7:51234</c>.</param>
/// <param name="Request">The request's span.</param>
internal sealed record StreamOrigin(string Client, ActivityContext Request)
{
    public static StreamOrigin Of(HttpContext http) =>
        new(Address(http.Connection), Activity.Current?.Context ?? default);

    private static string Address(ConnectionInfo connection)
    {
        var address = connection.RemoteIpAddress ?? IPAddress.None;
        return new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, connection.RemotePort).ToString();
    }
}
