using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Calls by pub/sub: each node listens on a channel of its own, each caller on one for its answer. A call is
/// <c>node:answer:3f2a…\nstreams\n{…}</c>: where the answer goes, the command and its argument.
/// </summary>
internal sealed class RedisNodeCalls(RedisCommands redis, RedisKeys keys, TimeProvider time, ILogger<RedisNodeCalls> logger) : INodeCalls
{
    /// <summary>Calls that wait for their turn at a node; more are dropped, and their callers get no answer.</summary>
    private const int MostWaiting = 256;

    public async Task<byte[]?> CallAsync(string nodeId, NodeCall call, TimeSpan atMost, CancellationToken cancellationToken)
    {
        string to = keys.NodeAnswer(Guid.NewGuid());
        var answer = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listening = await redis.SubscribeAsync(to, message => answer.TrySetResult(message), null, null, cancellationToken);
        await redis.PublishAsync(keys.NodeCalls(nodeId), [.. Encoding.UTF8.GetBytes($"{to}\n{call.Command}\n"), .. call.Argument.Span], cancellationToken);
        try
        {
            return await answer.Task.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public async Task<IAsyncDisposable> AnswerAsync(string nodeId, Func<NodeCall, Task<byte[]?>> answer, CancellationToken cancellationToken)
    {
        var calls = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        var listening = await redis.SubscribeAsync(keys.NodeCalls(nodeId), message => calls.Writer.TryWrite(message), null, null, cancellationToken);
        return new Answers(listening, calls.Writer, Task.Run(() => AnswerAsync(calls.Reader, answer), CancellationToken.None));
    }

    private async Task AnswerAsync(ChannelReader<byte[]> calls, Func<NodeCall, Task<byte[]?>> answer)
    {
        await foreach (byte[] message in calls.ReadAllAsync())
        {
            int to = Array.IndexOf(message, (byte)'\n');
            int command = to < 0 ? -1 : Array.IndexOf(message, (byte)'\n', to + 1);
            if (command < 0)
            {
                continue; // of another program
            }

            var call = new NodeCall(Encoding.UTF8.GetString(message, to + 1, command - to - 1), message.AsMemory(command + 1));
            if (await answer(call) is { } reply)
            {
                try
                {
                    await redis.PublishAsync(Encoding.UTF8.GetString(message, 0, to), reply, CancellationToken.None);
                }
                catch (Exception e) when (e is StoreUnavailableException or RedisException)
                {
                    // The caller repeats its call. A refused command, such as one of a user without the right to publish, must not end this loop.
                    logger.LogWarning("The answer to a call of another node can't be sent: {Reason}", e.Message);
                }
            }
        }
    }

    private sealed class Answers(IAsyncDisposable listening, ChannelWriter<byte[]> calls, Task answering) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await listening.DisposeAsync();
            calls.TryComplete();
            await answering;
        }
    }
}
