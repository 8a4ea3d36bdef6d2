using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Bench.Chaos;

/// <summary>A connection to the server without the proxy and the product's client: its replies are the reference for all checks.</summary>
internal sealed class RedisDirect(int port) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client = new();
    private byte[] _buffer = new byte[64 * 1024];
    private int _filled;

    /// <exception cref="IOException">The server can't be reached, or answers with an error.</exception>
    public async Task<object?> SendAsync(params string[] command)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            if (!_client.Connected)
            {
                await _client.ConnectAsync("127.0.0.1", port, patience.Token);
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
}
