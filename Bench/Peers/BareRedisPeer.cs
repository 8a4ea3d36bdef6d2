using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AspireStreaming.Bench.Load;

namespace AspireStreaming.Bench.Peers;

/// <summary>
/// The time from <c>XADD</c> to a blocked <c>XREAD</c> in Redis alone: the lower limit for any system over a Redis
/// stream. It has no HTTP, so it has its own measurement.
/// </summary>
internal sealed class BareRedisPeer : Peer
{
    public override string Name => "redis";

    public override async Task StartAsync(CancellationToken cancellationToken) => Nodes = [Local(await StartRedisAsync(cancellationToken))];

    /// <summary>Adds entries at a rate and reads them, each on its own connection and thread.</summary>
    public LatencyHistogram Measure(double perSecond, int count)
    {
        var latencies = new LatencyHistogram();
        string stream = $"{Guid.NewGuid():N}";
        var reader = new Thread(() => Read(stream, count, latencies));
        reader.Start();
        using var writer = Connect();
        var reply = new byte[256];
        Thread.Sleep(200); // the reader is waiting by then
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            double wait = (i / perSecond) - Stopwatch.GetElapsedTime(start).TotalSeconds;
            Thread.Sleep((int)Math.Max(0, wait * 1000));
            writer.Send(Command("XADD", stream, "*", "d", Marker.Padded(i + 1, Stopwatch.GetTimestamp(), EventBytes)));
            writer.Receive(reply);
        }

        reader.Join();
        return latencies;
    }

    public override Task CreateChannelsAsync(int count, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override IEventPublisher CreatePublisher(int connections) => throw new NotSupportedException();

    public override byte[] WatchRequest(IPEndPoint node, int channel) => throw new NotSupportedException();

    private void Read(string stream, int count, LatencyHistogram latencies)
    {
        using var socket = Connect();
        var buffer = new byte[64 * 1024];
        string after = "0-0";
        for (int received = 0; received < count;)
        {
            socket.Send(Command("XREAD", "BLOCK", "0", "STREAMS", stream, after));
            int length = socket.Receive(buffer);
            long now = Stopwatch.GetTimestamp();
            string text = Encoding.ASCII.GetString(buffer, 0, length);
            for (int at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
            {
                latencies.Record(now - Marker.Parse(buffer.AsSpan(at, Marker.Length)).Time);
                received++;
            }

            // …$15\r\n1526919030474-0\r\n*2\r\n$1\r\nd\r\n$200\r\n@…: the id is the line before the last entry's fields
            int fields = text.LastIndexOf("*2\r\n$1\r\nd\r\n", StringComparison.Ordinal);
            int id = text.LastIndexOf('\n', fields - 3) + 1;
            after = text[id..(fields - 2)];
        }
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(Nodes[0]);
        return socket;
    }

    private static byte[] Command(params string[] parts) => Encoding.ASCII.GetBytes(
        string.Concat([string.Create(CultureInfo.InvariantCulture, $"*{parts.Length}\r\n"), .. parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"${p.Length}\r\n{p}\r\n"))]));
}
