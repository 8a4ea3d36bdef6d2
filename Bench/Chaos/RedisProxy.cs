using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace AspireStreaming.Bench.Chaos;

/// <summary>A faulty network between the processes and Redis: cuts, delays, freezes or refuses connections, or loses published messages.</summary>
internal sealed class RedisProxy : IAsyncDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<ProxyLink, Task> _links = new();
    private readonly Task _accepting;
    private long _dropped;

    public RedisProxy(int port, int target)
    {
        _target = target;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Delays every chunk by this time, in both directions.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Share of the published messages that never arrive. 0 to 1.</summary>
    public double Loss { get; set; }

    /// <summary>How many of the next replies to leave out: a client that matches replies by their order then gets wrong replies.</summary>
    public int Swallow { get; set; }

    /// <summary>New connections are closed at once.</summary>
    public bool Refusing { get; set; }

    /// <summary>Published messages that never arrived.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public int Connections => _links.Count;

    /// <summary>Resets a share of the connections.</summary>
    public void Cut(double share)
    {
        foreach (var link in Some(share))
        {
            link.Reset();
        }
    }

    /// <summary>Stops the data of a share of the connections in both directions, and keeps them open, as after a lost route.</summary>
    /// <returns>Ends the freeze: the connections are reset, as by a peer that has forgotten them, or continue without a loss.</returns>
    public Action<bool> Freeze(double share)
    {
        var frozen = Some(share);
        frozen.ForEach(link => link.Freeze());
        return reset => frozen.ForEach(link =>
        {
            if (reset)
            {
                link.Reset();
            }

            link.Thaw();
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        Cut(1);
        await Task.WhenAll(_links.Values);
        _stop.Dispose();
    }

    internal bool Loses(bool published)
    {
        if (!published)
        {
            return Swallow > 0 && Swallow-- > 0;
        }

        bool lost = Loss > 0 && Random.Shared.NextDouble() < Loss;
        if (lost)
        {
            Interlocked.Increment(ref _dropped);
        }

        return lost;
    }

    private List<ProxyLink> Some(double share) => [.. _links.Keys.Where(_ => Random.Shared.NextDouble() < share)];

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                continue; // stopped, or the client gave up while it waited
            }

            if (Refusing)
            {
                client.Close(0);
                continue;
            }

            var link = new ProxyLink(this, client);
            var running = link.RunAsync(_target);
            _links[link] = running;
            _ = running.ContinueWith(_ => _links.TryRemove(link, out Task? _), TaskScheduler.Default);
        }
    }
}
