using System.Net.Sockets;

namespace AspireStreaming.Bench.Chaos;

/// <summary>One connection through the proxy.</summary>
internal sealed class ProxyLink(RedisProxy proxy, Socket client)
{
    private const int LargestReply = 512 << 20;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private TaskCompletionSource? _frozen;

    public void Freeze() => Interlocked.CompareExchange(
        ref _frozen, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);

    public void Thaw() => Interlocked.Exchange(ref _frozen, null)?.SetResult();

    /// <summary>Both ends see a connection reset.</summary>
    public void Reset()
    {
        client.Close(0);
        _server.Close(0);
    }

    /// <summary>Ends when either side has ended. Both ends are then closed, after any error.</summary>
    public async Task RunAsync(int target)
    {
        Task[] ways = [];
        try
        {
            client.NoDelay = true;
            await _server.ConnectAsync("127.0.0.1", target);
            ways = [RequestsAsync(), RepliesAsync()];
            await Task.WhenAny(ways);
        }
        catch (SocketException)
        {
            // Redis is down.
        }
        finally
        {
            Reset();
            Thaw();
            // The proxy or either end has cut the connection: the other end is cut too.
            await Task.WhenAll(ways).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RequestsAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await client.ReceiveAsync(buffer)) > 0)
        {
            await HoldAsync();
            await SendAllAsync(_server, buffer.AsMemory(0, read));
        }
    }

    /// <summary>Passes on whole replies only, so that it can leave one out.</summary>
    private async Task RepliesAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        int filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, filled < LargestReply ? filled * 2 : throw new InvalidDataException("A reply is too large."));
            }

            int read = await _server.ReceiveAsync(buffer.AsMemory(filled));
            if (read == 0)
            {
                return;
            }

            filled += read;
            await HoldAsync();
            int done = 0;
            int kept = 0; // replies to pass on are moved together at the start of the buffer
            while (done < filled && Resp.Length(buffer.AsSpan(done, filled - done)) is >= 0 and var length)
            {
                if (!proxy.Loses(Resp.IsPublished(buffer.AsSpan(done, length))))
                {
                    Buffer.BlockCopy(buffer, done, buffer, kept, length);
                    kept += length;
                }

                done += length;
            }

            await SendAllAsync(client, buffer.AsMemory(0, kept));
            filled -= done;
            Buffer.BlockCopy(buffer, done, buffer, 0, filled);
        }
    }

    private async Task HoldAsync()
    {
        if (proxy.Delay > TimeSpan.Zero)
        {
            await Task.Delay(proxy.Delay);
        }

        if (Volatile.Read(ref _frozen) is { } frozen)
        {
            await frozen.Task;
        }
    }

    private static async Task SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }
}
