using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Load;

/// <summary>Many watchers on one thread.</summary>
internal sealed class LoadClient : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly List<Socket> _sockets = [];
    private readonly List<LoadWatcher> _watchers = [];
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private volatile bool _stop;
    private volatile Exception? _failure;
    private long _received;
    private int _open;
    private int _closed;
    private volatile LatencyHistogram _latencies = new();

    public LoadClient()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "load" };
        _thread.Start();
    }

    /// <summary>Events that came so far, over all watchers.</summary>
    public long Received => Interlocked.Read(ref _received);

    public int Open => Volatile.Read(ref _open);

    public int Closed => Volatile.Read(ref _closed);

    /// <summary>Read this only when no more events come.</summary>
    public IReadOnlyList<LoadWatcher> Watchers => _watchers;

    public long Holes => _watchers.Sum(w => w.Holes);

    public long Doubles => _watchers.Sum(w => w.Doubles);

    /// <summary>Replaces the histogram by a new one and returns the old one.</summary>
    public LatencyHistogram SwapLatencies() => Interlocked.Exchange(ref _latencies!, new LatencyHistogram());

    /// <summary>Opens a stream.</summary>
    /// <param name="request">The whole HTTP request.</param>
    /// <param name="after">The number of the last event before the stream, as the request's cursor says.</param>
    public void Watch(IPEndPoint server, byte[] request, int channel, long after = 0, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0)
        {
            socket.ReceiveBufferSize = receiveBuffer;
        }

        socket.Connect(server);
        socket.Send(request);
        lock (_lock)
        {
            _sockets.Add(socket);
            _watchers.Add(new LoadWatcher(socket.Handle, channel, after));
            _epoll.Watch(socket.Handle, _watchers.Count - 1);
        }
    }

    /// <summary>Waits until a condition over the counters holds.</summary>
    /// <returns>False when nothing at all came for <paramref name="quiet"/> while it did not hold.</returns>
    public bool WaitUntil(Func<bool> condition, TimeSpan quiet)
    {
        long seen = -1;
        long since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (_failure is { } failure)
            {
                throw new InvalidOperationException("The load client failed.", failure);
            }

            long now = Received + Open + Closed;
            if (now != seen)
            {
                (seen, since) = (now, Stopwatch.GetTimestamp());
            }
            else if (Stopwatch.GetElapsedTime(since) > quiet)
            {
                return false;
            }

            Thread.Sleep(1);
        }

        return true;
    }

    public void Dispose()
    {
        _stop = true;
        _thread.Join();
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _epoll.Dispose();
    }

    private void Run()
    {
        try
        {
            var buffer = new byte[256 * 1024];
            var keys = new int[512];
            while (!_stop)
            {
                int ready = _epoll.Wait(keys, TimeSpan.FromMilliseconds(20));
                for (int i = 0; i < ready; i++)
                {
                    LoadWatcher watcher;
                    lock (_lock)
                    {
                        watcher = _watchers[keys[i]];
                    }

                    Read(watcher, buffer);
                }
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void Read(LoadWatcher watcher, byte[] buffer)
    {
        int count = Epoll.Read(watcher.Socket, buffer);
        if (count < 0)
        {
            return;
        }

        if (count == 0)
        {
            _epoll.Forget(watcher.Socket);
            watcher.Closed = true;
            Interlocked.Increment(ref _closed);
            return;
        }

        bool wasOpen = watcher.IsOpen;
        long before = watcher.Received;
        watcher.Feed(buffer.AsSpan(0, count), Stopwatch.GetTimestamp(), _latencies);
        if (!wasOpen && watcher.IsOpen)
        {
            Interlocked.Increment(ref _open);
        }

        Interlocked.Add(ref _received, watcher.Received - before);
    }

    /// <summary>A GET for an event stream.</summary>
    public static byte[] Get(IPEndPoint server, string path, string? lastEventId = null, string? token = null) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {server}\r\nAccept: text/event-stream\r\n"
        + (lastEventId is null ? "" : $"Last-Event-ID: {lastEventId}\r\n") + (token is null ? "" : $"Authorization: Bearer {token}\r\n") + "\r\n");
}
