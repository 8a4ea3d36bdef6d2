using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Tests.Support;

/// <summary>A stream over its own socket, read to the last byte, so that a test sees how it ended.</summary>
internal sealed class RawStream : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly MemoryStream _received = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sends a GET and reads nothing of the answer.</summary>
    /// <param name="receiveBuffer">The receive buffer of the kernel, in bytes; 0 for the kernel's default.</param>
    public static async Task<RawStream> SendAsync(Uri url, string headers = "", int receiveBuffer = 0)
    {
        var stream = new RawStream();
        if (receiveBuffer > 0)
        {
            stream._socket.ReceiveBufferSize = receiveBuffer;
        }

        try
        {
            await stream._socket.ConnectAsync("127.0.0.1", url.Port, Logs.Deadline(60));
            await stream._socket.SendAsync(Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n{headers}\r\n"), Logs.Deadline(60));
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>The address of this client, as in <c>127.0.0.1:51234</c>.</summary>
    public string LocalEndPoint => _socket.LocalEndPoint!.ToString()!;

    /// <summary>Sends more: another request.</summary>
    public Task WriteAsync(string text) => _socket.SendAsync(Encoding.ASCII.GetBytes(text));

    /// <summary>The status of the answer; 0 when the connection is closed without one.</summary>
    public async Task<int> StatusAsync()
    {
        var head = new byte[12]; // HTTP/1.1 200
        try
        {
            for (int read = 0; read < head.Length;)
            {
                int count = await _socket.ReceiveAsync(head.AsMemory(read), Logs.Deadline(60));
                if (count == 0)
                {
                    return 0;
                }

                read += count;
            }
        }
        catch (SocketException)
        {
            return 0; // a reset also closes the connection
        }

        return int.Parse(Encoding.ASCII.GetString(head, 9, 3), CultureInfo.InvariantCulture);
    }

    /// <summary>Reads until the server closes.</summary>
    /// <exception cref="SocketException">The server reset the connection instead.</exception>
    public async Task ReadToEndAsync()
    {
        var buffer = new byte[2048];
        while (await _socket.ReceiveAsync(buffer) is var count and > 0)
        {
            lock (_received)
            {
                _received.Write(buffer, 0, count);
                _more.TrySetResult();
            }
        }
    }

    /// <summary>Waits until <see cref="ReadToEndAsync"/> has read this text.</summary>
    public async Task WaitForAsync(string text)
    {
        while (true)
        {
            Task more;
            lock (_received)
            {
                if (Received().Contains(text, StringComparison.Ordinal))
                {
                    return;
                }

                _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                more = _more.Task;
            }

            await more.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>The received response, with its chunks joined.</summary>
    /// <returns>The body, and whether the chunk that ends a response was its last.</returns>
    public (string Body, bool EndedCleanly) Response()
    {
        string all = Received();
        int at = all.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        var body = new StringBuilder();
        while (at < all.Length)
        {
            int line = all.IndexOf("\r\n", at, StringComparison.Ordinal);
            int length = line < 0 ? -1 : int.Parse(all.AsSpan(at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length <= 0 || line + 2 + length + 2 > all.Length)
            {
                return (body.ToString(), length == 0 && all.AsSpan(at).SequenceEqual("0\r\n\r\n"));
            }

            body.Append(all, line + 2, length);
            at = line + 2 + length + 2;
        }

        return (body.ToString(), false);
    }

    /// <summary>The events (frames with an id) of a body.</summary>
    public static List<SseFrame> Events(string body) =>
        [.. body.Split("\n\n").SkipLast(1).Select(frame => new SseFrame(Encoding.Latin1.GetBytes(frame + "\n\n"))).Where(frame => frame.Id is not null)];

    public void Dispose() => _socket.Dispose();

    private string Received() => Encoding.Latin1.GetString(_received.GetBuffer(), 0, (int)_received.Length);
}
