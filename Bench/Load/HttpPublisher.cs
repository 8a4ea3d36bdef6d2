using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Load;

/// <summary>
/// One POST per event, pipelined over a few connections. The events of a channel use one connection, so they arrive in the order in
/// which they were published.
/// </summary>
internal sealed class HttpPublisher : IEventPublisher
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(5);

    private readonly Connection[] _connections;
    private readonly byte[][] _heads;
    private readonly Func<long, long, byte[]> _body;
    private readonly bool _keyed;
    private readonly Epoll _epoll = new();
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly int[] _ready = new int[64];

    /// <param name="paths">Where the events of each channel are posted.</param>
    /// <param name="body">The body for an event's number and time; always of the same length.</param>
    /// <param name="keyed">Each POST has an <c>Idempotency-Key</c>.</param>
    public HttpPublisher(IPEndPoint server, IReadOnlyList<string> paths, Func<long, long, byte[]> body, int connections, bool keyed = false)
    {
        int length = body(0, 0).Length;
        (_body, _keyed) = (body, keyed);
        _heads = [.. paths.Select(path => Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: {server}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n"
            + (keyed ? $"Idempotency-Key: {Guid.NewGuid():N}-" : "\r\n")))];
        _connections = [.. Enumerable.Range(0, Math.Min(connections, paths.Count)).Select(_ => new Connection(server))];
        for (int i = 0; i < _connections.Length; i++)
        {
            _epoll.Watch(_connections[i].Socket.Handle, i);
        }
    }

    public long Acknowledged { get; private set; }

    public void Publish(int channel, long number, long time)
    {
        var connection = _connections[channel % _connections.Length];
        connection.Add(_heads[channel]);
        if (_keyed)
        {
            connection.Add(Encoding.ASCII.GetBytes($"{number}\r\n\r\n"));
        }

        connection.Add(_body(number, time));
    }

    public void Flush()
    {
        foreach (var connection in _connections)
        {
            connection.Flush();
        }
    }

    public void WaitForAcknowledgement(long count)
    {
        long start = Stopwatch.GetTimestamp();
        do
        {
            int ready = _epoll.Wait(_ready, Moment);
            for (int i = 0; i < ready; i++)
            {
                Read(_connections[_ready[i]]);
            }
        }
        while (Acknowledged < count && Stopwatch.GetElapsedTime(start) < Moment);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
        {
            connection.Socket.Dispose();
        }

        _epoll.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Read(Connection connection)
    {
        int count = Epoll.Read(connection.Socket.Handle, _buffer);
        if (count == 0)
        {
            throw new InvalidOperationException("The server closed a publisher's connection.");
        }

        if (count > 0)
        {
            Acknowledged += connection.CountAnswers(_buffer.AsSpan(0, count));
        }
    }

    private sealed class Connection
    {
        private readonly List<byte> _pending = [];
        private int _matched;

        public Connection(IPEndPoint server) => Socket.Connect(server);

        public Socket Socket { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public void Add(ReadOnlySpan<byte> bytes) => _pending.AddRange(bytes);

        public void Flush()
        {
            if (_pending.Count > 0)
            {
                Socket.Send(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_pending));
                _pending.Clear();
            }
        }

        /// <summary>How many status lines are in the bytes, which may begin and end anywhere.</summary>
        public int CountAnswers(ReadOnlySpan<byte> bytes)
        {
            var status = "HTTP/1.1 2"u8;
            int answers = 0;
            foreach (byte b in bytes)
            {
                if (_matched == status.Length - 1 && b is >= (byte)'3' and <= (byte)'5')
                {
                    throw new InvalidOperationException($"The server refused an event: {Encoding.ASCII.GetString(bytes)}");
                }

                _matched = b == status[_matched] ? _matched + 1 : b == status[0] ? 1 : 0;
                if (_matched == status.Length)
                {
                    answers++;
                    _matched = 0;
                }
            }

            return answers;
        }
    }
}
