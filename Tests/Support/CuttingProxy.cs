using System.Net;
using System.Net.Sockets;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// Hands bytes on as they are, in both directions, until an event stream has had so many: then that connection is broken off, wherever
/// in a frame it is. Once; what comes after that passes.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Task _accepting;
    private int _bytesLeft;

    /// <param name="target">The server behind it.</param>
    /// <param name="cutAfter">Bytes of event streams that pass before the cut.</param>
    public CuttingProxy(Uri target, int cutAfter)
    {
        (_target, _bytesLeft) = (target, cutAfter);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Whether a connection was broken off.</summary>
    public bool HasCut { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                var up = client.GetStream().CopyToAsync(server.GetStream(), _stop.Token);
                await CopyDownAsync(server.GetStream(), client);
                client.Close();
                server.Close();
                await up;
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // Either side left, or the test is over.
            }
        }
    }

    private async Task CopyDownAsync(NetworkStream server, TcpClient client)
    {
        byte[] buffer = new byte[4096];
        bool streaming = false;
        while (await server.ReadAsync(buffer, _stop.Token) is var read and > 0)
        {
            streaming |= buffer.AsSpan(0, read).IndexOf("text/event-stream"u8) >= 0;
            if (streaming && !HasCut && (_bytesLeft -= read) <= 0)
            {
                HasCut = true;
                await client.GetStream().WriteAsync(buffer.AsMemory(0, Math.Max(0, read + _bytesLeft)), _stop.Token);
                return;
            }

            await client.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
