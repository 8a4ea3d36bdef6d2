using System.Text;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Contract;

public abstract class NodeCallsContract(IStoreKind kind)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task ANodeAnswersItsOwnCallsByteForByte()
    {
        await using var store = kind.Open();
        await using var a = await store.Calls.AnswerAsync("a é:1", call => Answer($"a {call.Command} ", call), Deadline());
        await using var b = await store.Calls.AnswerAsync("b", call => Answer($"b {call.Command} ", call), Deadline());
        byte[] argument = [0, 10, 13, 255, 10];
        Assert.Equal("a close "u8.ToArray().Concat(argument), await store.Calls.CallAsync("a é:1", new NodeCall("close", argument), Long, Deadline(60)));
        Assert.Equal("b list "u8.ToArray(), await store.Calls.CallAsync("b", new NodeCall("list", default), Long, Deadline(60)));

        // Many at once: each caller gets its own answer.
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i =>
            store.Calls.CallAsync(i % 2 == 0 ? "a é:1" : "b", new NodeCall("n", Encoding.ASCII.GetBytes($"{i}")), Long, Deadline(60))));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{(i % 2 == 0 ? 'a' : 'b')} n {i}"), answers.Select(answer => Encoding.ASCII.GetString(answer!)));
    }

    [Fact]
    public async Task ACallWithoutAnAnswerEndsWithTheTime()
    {
        await using var store = kind.Open();
        var call = store.Calls.CallAsync("nobody", new NodeCall("x", default), TimeSpan.FromMilliseconds(200), Deadline());
        await store.PassAsync(TimeSpan.FromMilliseconds(200));
        Assert.Null(await call);

        int calls = 0;
        var listening = await store.Calls.AnswerAsync("a", _ => Task.FromResult(Interlocked.Increment(ref calls) == 1 ? null : "second"u8.ToArray()), Deadline());
        call = store.Calls.CallAsync("a", new NodeCall("x", default), TimeSpan.FromMilliseconds(500), Deadline());
        await store.PassAsync(TimeSpan.FromMilliseconds(500));
        Assert.Null(await call);
        Assert.Equal("second"u8.ToArray(), await store.Calls.CallAsync("a", new NodeCall("x", default), Long, Deadline(60)));

        await listening.DisposeAsync();
        call = store.Calls.CallAsync("a", new NodeCall("x", default), TimeSpan.FromMilliseconds(200), Deadline());
        await store.PassAsync(TimeSpan.FromMilliseconds(200));
        Assert.Null(await call);
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task ANodeExecutesOneCallAtATime()
    {
        await using var store = kind.Open();
        int running = 0;
        int most = 0;
        await using var a = await store.Calls.AnswerAsync(
            "a",
            async _ =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return [];
            },
            Deadline());
        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(() => store.Calls.CallAsync("a", new NodeCall("x", default), Long, Deadline(60)))));
        Assert.Equal(1, most);
    }

    private static Task<byte[]?> Answer(string start, NodeCall call) => Task.FromResult<byte[]?>([.. Encoding.ASCII.GetBytes(start), .. call.Argument.Span]);
}

public sealed class MemoryNodeCallsTests() : NodeCallsContract(new MemoryStores());

[Collection(SharedRedisCollection.Name)]
public sealed class RedisNodeCallsTests(SharedRedis redis) : NodeCallsContract(redis);

[Collection(SharedClusterCollection.Name)]
[Trait("Category", "Long")]
public sealed class ClusterNodeCallsTests(SharedCluster cluster) : NodeCallsContract(cluster);

[Collection(SharedSentinelsCollection.Name)]
[Trait("Category", "Long")]
public sealed class SentinelNodeCallsTests(SharedSentinels sentinels) : NodeCallsContract(sentinels);
