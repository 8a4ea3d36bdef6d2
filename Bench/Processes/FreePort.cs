using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AspireStreaming.Bench.Processes;

/// <summary>Finds free TCP ports.</summary>
public static class FreePort
{
    // Below the range from which systems take the ports of outgoing connections, so that no connection
    // can take a port after this process chooses it and before a child listens on it.
    private const int First = 15_000;
    private const int Last = 32_000;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>The first of <paramref name="count"/> consecutive free ports, never given twice by this process.</summary>
    public static int Next(int count = 1)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var ports = Enumerable.Range(Random.Shared.Next(First, Last - count), count).ToArray();
            if (!ports.Any(Given.ContainsKey) && ports.All(IsFree) && ports.All(port => Given.TryAdd(port, true)))
                return ports[0];
        }

        throw new InvalidOperationException($"no {count} free consecutive TCP port(s) between {First} and {Last}");
    }

    /// <summary>Whether a server could listen on the port, on IPv4 and IPv6 loopback alike.</summary>
    public static bool IsFree(int port) =>
        CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException error)
        {
            // A machine with IPv6 compiled in but switched off has no ::1 to take.
            return error.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported;
        }
    }
}
