using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Hostile;

/// <summary>A connection that reads only on request, unlike a normal client.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <param name="receiveBuffer">The kernel's receive buffer in bytes; 0: the kernel's default.</param>
    public static async Task<RawClient> SendAsync(IPEndPoint server, string request, CancellationToken cancellationToken, int receiveBuffer = 0)
    {
        var client = new RawClient();
        try
        {
            if (receiveBuffer > 0)
            {
                client._socket.ReceiveBufferSize = receiveBuffer;
            }

            await client._socket.ConnectAsync(server, cancellationToken);
            await client._socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public static string Get(IPEndPoint server, string path, string headers = "") => $"GET {path} HTTP/1.1\r\nHost: {server}\r\n{headers}\r\n";

    /// <returns>0 at the end of the stream.</returns>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => _socket.ReceiveAsync(buffer, cancellationToken);

    /// <summary>The status code; 0 when the connection was closed without one.</summary>
    public async Task<int> StatusAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[12]; // HTTP/1.1 200
        for (int read = 0; read < buffer.Length;)
        {
            int count;
            try
            {
                count = await _socket.ReceiveAsync(buffer.AsMemory(read), cancellationToken);
            }
            catch (SocketException)
            {
                return 0; // reset
            }

            if (count == 0)
            {
                return 0;
            }

            read += count;
        }

        return int.Parse(Encoding.ASCII.GetString(buffer, 9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Whether a text comes before the end of the stream. The connection can't be used afterwards.</summary>
    public async Task<bool> SeesAsync(string text, CancellationToken cancellationToken)
    {
        var seen = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, cancellationToken) is var count and > 0)
            {
                seen.Append(Encoding.ASCII.GetString(buffer, 0, count));
                if (seen.ToString().Contains(text, StringComparison.Ordinal))
                {
                    return true;
                }

                seen.Remove(0, Math.Max(0, seen.Length - text.Length));
            }
        }
        catch (SocketException)
        {
            // a reset also ends the stream
        }

        return false;
    }

    public void Dispose() => _socket.Dispose();
}
