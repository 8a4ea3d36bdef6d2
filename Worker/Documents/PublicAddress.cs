using System.Net;
using System.Net.Sockets;

namespace AspireStreaming.Worker.Documents;

/// <summary>Distinguishes public Internet addresses from addresses of this machine or a private network.</summary>
internal static class PublicAddress
{
    // IANA special-purpose registries. 169.254.0.0/16 and 100.64.0.0/10 contain metadata services of clouds.
    private static readonly IPNetwork[] Special = Array.ConvertAll(
        (string[])["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
        network => IPNetwork.Parse(network));

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    // Inside 2000::/3: protocol assignments with Teredo, documentation, and 6to4, which carries an IPv4 address.
    private static readonly IPNetwork[] SpecialV6 = Array.ConvertAll((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"], network => IPNetwork.Parse(network));

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(Special, network => network.Contains(address))
            : Global.Contains(address) && !Array.Exists(SpecialV6, network => network.Contains(address));
    }
}
