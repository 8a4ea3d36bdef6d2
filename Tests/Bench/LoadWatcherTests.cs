using System.Buffers.Binary;
using System.Text;
using AspireStreaming.Bench.Load;

namespace AspireStreaming.Tests.Bench;

/// <summary>The parser of the load client: a measurement shows only the events that it finds.</summary>
public class LoadWatcherTests
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private readonly LatencyHistogram _latencies = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void EventsAreFoundInBytesCutAnywhere(int piece)
    {
        var watcher = new LoadWatcher(0, 0, 0);
        byte[] response = Encoding.ASCII.GetBytes(Head + Chunk(Frame(1)) + Chunk(Frame(2) + Frame(3)[..20]) + Chunk(Frame(3)[20..] + Frame(4)));
        for (int at = 0; at < response.Length; at += piece)
        {
            watcher.Feed(response.AsSpan(at, Math.Min(piece, response.Length - at)), 1000, _latencies);
        }

        Assert.Equal((4, 4, 0, 0), (watcher.Received, watcher.Last, watcher.Holes, watcher.Doubles));
        Assert.Equal(4, _latencies.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(1_000_000)]
    public void EventsAreFoundInTheFramesOfAWebSocket(int piece)
    {
        var watcher = new LoadWatcher(0, 0, 0);
        byte[] response =
        [
            .. "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"u8,
            .. WebSocketFrame("{}\u001e"),
            .. WebSocketFrame("{\"type\":1,\"target\":\"joined\",\"arguments\":[]}\u001e"),
            .. WebSocketFrame(Invocation(1, 28)),
            .. WebSocketFrame(""),
            .. WebSocketFrame(Invocation(2, 200) + Invocation(3, 200)),
            .. WebSocketFrame("{\"type\":6}\u001e"),
            .. WebSocketFrame(Invocation(4, 70_000)),
        ];
        for (int at = 0; at < response.Length; at += piece)
        {
            watcher.Feed(response.AsSpan(at, Math.Min(piece, response.Length - at)), 1000, _latencies);
        }

        Assert.True(watcher.IsOpen);
        Assert.Equal((4, 4, 0, 0), (watcher.Received, watcher.Last, watcher.Holes, watcher.Doubles));
    }

    [Fact]
    public void AWebSocketIsOpenWhenItHasJoinedItsGroup()
    {
        var watcher = new LoadWatcher(0, 0, 0);
        watcher.Feed([.. "HTTP/1.1 101 Switching Protocols\r\n\r\n"u8, .. WebSocketFrame("{}\u001e")], 0, _latencies);
        Assert.False(watcher.IsOpen);
        watcher.Feed(WebSocketFrame("{\"type\":1,\"target\":\"joined\",\"arguments\":[]}\u001e"), 0, _latencies);
        Assert.True(watcher.IsOpen);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 4, 5 }, 1, 0)]
    [InlineData(new[] { 1, 2, 2, 3 }, 0, 1)]
    [InlineData(new[] { 1, 3, 2, 4 }, 1, 1)]
    [InlineData(new[] { 3 }, 2, 0)]
    public void HolesDoublesAndWrongOrderAreSeen(int[] numbers, int holes, int doubles)
    {
        var watcher = new LoadWatcher(0, 0, 0);
        watcher.Feed(Encoding.ASCII.GetBytes(Head + Chunk(string.Concat(numbers.Select(n => Frame(n))))), 1000, _latencies);
        Assert.Equal((holes, doubles), (watcher.Holes, watcher.Doubles));
    }

    [Fact]
    public void AnAnswerThatIsNoStreamIsAnError()
    {
        var watcher = new LoadWatcher(0, 0, 0);
        Assert.Throws<InvalidDataException>(() => watcher.Feed("HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n"u8, 0, _latencies));
    }

    [Fact]
    public void PercentilesAreWithinAThirtiethOfTheRecordedValues()
    {
        for (int i = 1; i <= 1000; i++)
        {
            _latencies.Record(i * 1000);
        }

        Assert.InRange(_latencies.Percentile(0.5).TotalMicroseconds, 500, 517);
        Assert.InRange(_latencies.Percentile(0.99).TotalMicroseconds, 990, 1023);
        Assert.InRange(_latencies.Percentile(1).TotalMicroseconds, 1000, 1033);
    }

    private static string Frame(long number) => $"id: 1-{number}\ndata: {{\"text\":\"{Marker.Padded(number, 500, 60)}\"}}\n\n";

    private static string Invocation(long number, int length) =>
        $"{{\"type\":1,\"target\":\"token\",\"arguments\":[{{\"text\":\"{Marker.Padded(number, 500, length)}\"}}]}}\u001e";

    /// <summary>RFC 6455: the length is one byte, or 126 and two, or 127 and eight.</summary>
    private static byte[] WebSocketFrame(string text)
    {
        byte[] length = new byte[text.Length < 126 ? 1 : text.Length <= ushort.MaxValue ? 3 : 9];
        length[0] = length.Length switch { 1 => (byte)text.Length, 3 => 126, _ => 127 };
        if (length.Length == 3)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length.AsSpan(1), (ushort)text.Length);
        }
        else if (length.Length == 9)
        {
            BinaryPrimitives.WriteInt64BigEndian(length.AsSpan(1), text.Length);
        }

        return [0x81, .. length, .. Encoding.ASCII.GetBytes(text)];
    }

    private static string Chunk(string text) => $"{text.Length:x}\r\n{text}\r\n";
}
