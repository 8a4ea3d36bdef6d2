using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Subscriber;

/// <summary>Publishes messages that hold the time of their sending, over a connection whose replies are read and dropped.</summary>
internal sealed class RawPublisher : IDisposable
{
    /// <summary>As long as an event of the other commands.</summary>
    private const int Length = 200;

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    public RawPublisher(int port)
    {
        _client = new TcpClient("127.0.0.1", port) { NoDelay = true };
        _stream = _client.GetStream();
        new Thread(Drop) { IsBackground = true }.Start();
    }

    /// <summary>Publishes to the channels in turn. A pause of the machine does not shift the schedule.</summary>
    public void Publish(int rate, TimeSpan duration, int channels)
    {
        long start = Stopwatch.GetTimestamp();
        long count = (long)(rate * duration.TotalSeconds);
        for (long i = 0; i < count;)
        {
            long due = Math.Min(count, (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate));
            if (i >= due)
            {
                Thread.Sleep(1);
            }

            for (; i < due; i++)
            {
                Send(Receiver.Channel((int)(i % channels)), Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture).PadRight(Length));
            }
        }
    }

    /// <summary>Publishes one message to the channel of commands.</summary>
    public void Publish(string command) => Send(Receiver.Control, command);

    public void Dispose() => _client.Dispose();

    private void Send(string channel, string message) => _stream.Write(Encoding.ASCII.GetBytes(
        $"*3\r\n$7\r\nPUBLISH\r\n${channel.Length}\r\n{channel}\r\n${message.Length}\r\n{message}\r\n"));

    private void Drop()
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (_stream.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The connection was disposed.
        }
    }
}
