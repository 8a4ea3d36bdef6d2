using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Chaos;

/// <summary>A connection to the server without the proxy and the product's client: its replies are the reference for all checks.</summary>
/// <param name="ports">Of one server, or of nodes of a cluster, whose redirects are followed.</param>
internal sealed class RedisDirect(params int[] ports) : IDisposable
{
    private const int MostRedirects = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private TcpClient _client = new();
    private int _port = ports[0];
    private byte[] _buffer = new byte[64 * 1024];
    private int _filled;

    /// <exception cref="IOException">The server can't be reached, or answers with an error.</exception>
    public async Task<object?> SendAsync(params string[] command)
    {
        for (int redirects = 0; ; redirects++)
        {
            try
            {
                return await SendOnceAsync(command);
            }
            catch (IOException e) when (ports.Length > 1 && redirects < MostRedirects && e.Message.Split(' ') is [var kind and ("MOVED" or "ASK"), _, var to])
            {
                Turn(int.Parse(to.Split(':')[^1], CultureInfo.InvariantCulture));
                if (kind == "ASK")
                {
                    await SendOnceAsync("ASKING");
                }
            }
            catch (IOException) when (ports.Length > 1 && redirects < MostRedirects && !_client.Connected)
            {
                Turn(ports[redirects % ports.Length]); // the next node
            }
        }
    }

    private async Task<object?> SendOnceAsync(params string[] command)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            if (!_client.Connected)
            {
                await _client.ConnectAsync("127.0.0.1", _port, patience.Token);
            }

            await _client.GetStream().WriteAsync(Resp.Command(command), patience.Token);
            int length;
            while ((length = Resp.Length(_buffer.AsSpan(0, _filled))) < 0)
            {
                if (_filled == _buffer.Length)
                {
                    Array.Resize(ref _buffer, _filled * 2);
                }

                int read = await _client.GetStream().ReadAsync(_buffer.AsMemory(_filled), patience.Token);
                _filled += read > 0 ? read : throw new IOException("redis closed the connection");
            }

            byte[] reply = _buffer[..length];
            _filled -= length;
            Buffer.BlockCopy(_buffer, length, _buffer, 0, _filled);
            return Resp.Parse(reply);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            throw new IOException($"redis did not answer {command[0]}: {e.Message}", e);
        }
    }

    public async Task<long> NumberAsync(params string[] command) => (long)(await SendAsync(command))!;

    public async Task<IReadOnlyList<object?>> ItemsAsync(params string[] command) => (IReadOnlyList<object?>?)await SendAsync(command) ?? [];

    /// <summary>The items of a flat array as text.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync(params string[] command) => [.. (await ItemsAsync(command)).Select(Text)];

    /// <summary>All keys of the server.</summary>
    public async Task<IReadOnlySet<string>> ScanAsync()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        string cursor = "0";
        do
        {
            var page = await ItemsAsync("SCAN", cursor, "COUNT", "1000");
            cursor = Text(page[0]);
            keys.UnionWith(((IReadOnlyList<object?>)page[1]!).Select(Text));
        }
        while (cursor != "0");
        return keys;
    }

    /// <summary>One command over a connection of its own.</summary>
    /// <returns>The reply as text; the items of an array one a line.</returns>
    /// <exception cref="IOException">The server can't be reached, or answers with an error.</exception>
    public static async Task<string> AskAsync(int port, params string[] command)
    {
        using var redis = new RedisDirect(port);
        return Text(await redis.SendAsync(command));
    }

    public static string Text(object? value) => value switch
    {
        IReadOnlyList<object?> items => string.Join('\n', items.Select(Text)),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        long number => $"{number}",
        _ => "",
    };

    public void Dispose() => _client.Dispose();

    private void Turn(int port)
    {
        _client.Dispose();
        (_client, _port, _filled) = (new TcpClient(), port, 0);
    }
}
