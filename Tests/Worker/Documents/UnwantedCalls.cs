using System.Net;
using System.Net.Sockets;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>An address that a document names and nobody may call. It counts the connections.</summary>
internal sealed class UnwantedCalls : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private int _calls;

    public UnwantedCalls()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>A connection counts before its client can go on: it gets no answer until it is accepted.</summary>
    public int Calls => _calls + (_listener.Pending() ? 1 : 0);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var call = await _listener.AcceptSocketAsync();
                Interlocked.Increment(ref _calls);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
