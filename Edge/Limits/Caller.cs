using System.Net;
using System.Net.Sockets;
using AspireStreaming.Edge.Auth;

namespace AspireStreaming.Edge.Limits;

/// <summary>Whom a request is counted for.</summary>
internal static class Caller
{
    /// <summary>One client can have all addresses of such a network.</summary>
    private const int ClientPrefixBytes = 8;

    /// <summary>As in <c>sub acme alice</c> or <c>ip 192.0.2.7</c>.</summary>
    public static string Of(HttpContext http) =>
        http.RequestServices.GetRequiredService<JobAccess>().OwnerOf(http.User) is { } owner
            ? $"sub {owner.Tenant} {owner.Subject}"
            : $"ip {Network(http.Connection.RemoteIpAddress ?? IPAddress.None)}";

    private static IPAddress Network(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            bytes.AsSpan(ClientPrefixBytes).Clear();
        }

        return new IPAddress(bytes);
    }
}
