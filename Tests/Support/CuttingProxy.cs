using System.Net;
using System.Net.Sockets;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// Passes bytes on unchanged in both directions. Breaks one connection once, in the middle of the data of a given frame;
/// later connections pass.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private const string Middle = "\ndata: {\"type\":\"";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private readonly int? _cutInFrame;

    /// <param name="target">The server behind it.</param>
    /// <param name="cutInFrame">The frame of the stream to cut, from 1; null: no cut.</param>
    public CuttingProxy(Uri target, int? cutInFrame)
    {
        (Target, _cutInFrame) = (target, cutInFrame);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>The server of the connections that are opened from now on.</summary>
    public Uri Target { get; set; }

    /// <summary>Whether a connection was broken off.</summary>
    public bool HasCut { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
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
                // The streams are taken once: a client that has left has none any more.
                var downstream = client.GetStream();
                await server.ConnectAsync(Target.Host, Target.Port, _stop.Token);
                var upstream = server.GetStream();
                var up = downstream.CopyToAsync(upstream, _stop.Token);
                await CopyDownAsync(upstream, downstream);
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

    private async Task CopyDownAsync(NetworkStream server, NetworkStream client)
    {
        byte[] buffer = new byte[4096];
        string recent = "";
        int frames = 0;
        while (await server.ReadAsync(buffer, _stop.Token) is var read and > 0)
        {
            for (int i = 0; i < read && !HasCut; i++)
            {
                recent = recent.Length < Middle.Length ? recent + (char)buffer[i] : recent[1..] + (char)buffer[i];
                frames += recent == Middle ? 1 : 0;
                if (frames == _cutInFrame)
                {
                    HasCut = true;
                    await client.WriteAsync(buffer.AsMemory(0, i + 1), _stop.Token);
                    return;
                }
            }

            await client.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }
}
