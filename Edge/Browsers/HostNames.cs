using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Browsers;

/// <summary>
/// The names that a request may be for. With any other name a page could make its own name lead to this address (DNS rebinding), and
/// would then be of the Api's own origin for the browser.
/// </summary>
internal sealed class HostNames(IOptions<ApiOptions> options) : IConfigureOptions<HostFilteringOptions>
{
    public void Configure(HostFilteringOptions filtering)
    {
        filtering.IncludeFailureMessage = false; // it is HTML: RefusedHosts answers
        string machine = Dns.GetHostName();
        string[] names = ["localhost", "*.localhost", machine, $"{machine}.local", .. options.Value.AllowedHosts];
        filtering.AllowedHosts = [.. names.Concat(OwnAddresses().Select(Text)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Loopback, and those of this machine's interfaces at this moment. Not "any" (0.0.0.0): the filter would take it for a wildcard.</summary>
    private static IEnumerable<IPAddress> OwnAddresses() => NetworkInterface.GetAllNetworkInterfaces()
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .Concat([IPAddress.Loopback, IPAddress.IPv6Loopback]);

    private static string Text(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{new IPAddress(address.GetAddressBytes())}]" : address.ToString();
}
