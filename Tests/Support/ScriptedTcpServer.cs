using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Tests.Support;

/// <summary>
/// A server on plain TCP: each connection reads one request and then runs the next step of the script, which may write single
/// bytes. After the script it answers 418, which no client tries again.
/// </summary>
internal sealed class ScriptedTcpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<Func<TcpExchange, Task>> _script;
    private readonly ConcurrentQueue<TcpExchange> _exchanges = new();
    private readonly ConcurrentBag<Task> _steps = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public ScriptedTcpServer(params Func<TcpExchange, Task>[] script)
    {
        _script = new ConcurrentQueue<Func<TcpExchange, Task>>(script);
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>The requests, in order.</summary>
    public IReadOnlyList<TcpExchange> Exchanges => [.. _exchanges];

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return; // the test has already disposed it
        }

        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _stop.Dispose();
        foreach (var exchange in _exchanges)
        {
            exchange.Dispose();
        }

        await Task.WhenAll(_steps).WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            _steps.Add(ServeAsync(client));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var exchange = new TcpExchange(client);
        try
        {
            if (!await exchange.ReadRequestAsync())
            {
                return;
            }

            _exchanges.Enqueue(exchange);
            var step = _script.TryDequeue(out var next) ? next : static e => e.AnswerAsync("418 I'm a teapot");
            await step(exchange);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // The client left, or the test is over.
        }
    }
}

/// <summary>One request and its answer.</summary>
internal sealed class TcpExchange(TcpClient client) : IDisposable
{
    private readonly NetworkStream _stream = client.GetStream();

    /// <summary>As in <c>GET /api/jobs HTTP/1.1</c> and the header lines.</summary>
    public string Head { get; private set; } = "";

    public byte[] Body { get; private set; } = [];

    public string? Header(string name) =>
        Head.Split("\r\n").FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];

    public async Task<bool> ReadRequestAsync()
    {
        var head = new List<byte>();
        byte[] one = new byte[1];
        while (head is not [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
        {
            if (await _stream.ReadAsync(one) == 0)
            {
                return false;
            }

            head.Add(one[0]);
        }

        Head = Encoding.ASCII.GetString([.. head]);
        if (Header("Content-Length") is { } length)
        {
            Body = new byte[int.Parse(length)];
            await _stream.ReadExactlyAsync(Body);
        }
        else if (Header("Transfer-Encoding") == "chunked")
        {
            await ReadChunksAsync();
        }

        return true;
    }

    /// <param name="status">As in <c>404 Not Found</c>.</param>
    public Task AnswerAsync(string status, string body = "", string type = "application/json", string headers = "") =>
        WriteAsync($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}");

    /// <summary>The head of an event stream that ends with its connection.</summary>
    public Task OpenStreamAsync() => WriteAsync(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nX-Accel-Buffering: no\r\nConnection: close\r\n\r\n");

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    /// <summary>Waits until the client closes the connection.</summary>
    public async Task ClientLeftAsync()
    {
        byte[] one = new byte[1];
        while (await _stream.ReadAsync(one) > 0)
        {
        }
    }

    /// <summary>Breaks the connection instead of ending it.</summary>
    public void Break()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }

    public void Dispose() => client.Dispose();

    private async Task ReadChunksAsync()
    {
        using var reader = new StreamReader(_stream, Encoding.Latin1, leaveOpen: true);
        var body = new StringBuilder();
        while (int.Parse((await reader.ReadLineAsync())!, System.Globalization.NumberStyles.HexNumber) is var length and > 0)
        {
            char[] chunk = new char[length];
            await reader.ReadBlockAsync(chunk);
            body.Append(chunk);
            await reader.ReadLineAsync();
        }

        Body = Encoding.Latin1.GetBytes(body.ToString());
    }
}
