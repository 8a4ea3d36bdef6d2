using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace AspireStreaming.Tests.Support;

/// <summary>One command over a connection of its own: for what a test does to a server behind the product's back.</summary>
internal static class RedisWire
{
    /// <returns>The reply as text; the items of an array one a line.</returns>
    /// <exception cref="IOException">The server can't be reached, or answered with an error.</exception>
    public static async Task<string> SendAsync(int port, params string[] command)
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port, stop.Token);
            await using var stream = client.GetStream();
            var request = new StringBuilder($"*{command.Length}\r\n");
            foreach (string word in command)
            {
                request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(request.ToString()), stop.Token);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await ReadAsync(reader, stop.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            throw new IOException($"redis on port {port} did not answer {command[0]}: {e.Message}", e);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken stop)
    {
        string line = await reader.ReadLineAsync(stop) ?? throw new IOException("redis closed the connection");
        switch (line[0])
        {
            case '-':
                throw new IOException(line);
            case '$' when line != "$-1":
                char[] text = new char[int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture) + 2];
                await reader.ReadBlockAsync(text, stop);
                return new string(text, 0, text.Length - 2);
            case '*' when line != "*-1":
                var items = new List<string>();
                for (int left = int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture); left > 0; left--)
                {
                    items.Add(await ReadAsync(reader, stop));
                }

                return string.Join('\n', items);
            default:
                return line[1..];
        }
    }
}
