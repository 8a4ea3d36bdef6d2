using AspireStreaming.Streaming.Redis;

namespace AspireStreaming.Tests.Streaming.Redis;

public sealed class SharedCallTests
{
    /// <summary>A call that runs may have begun before the caller's write, so its result says nothing about that.</summary>
    [Fact]
    public async Task AllWhoComeWhileACallRunsShareTheNextOne()
    {
        var shared = new SharedCall<int>();
        var replies = new List<TaskCompletionSource<int>>();
        Task<int> CallAsync()
        {
            var reply = new TaskCompletionSource<int>();
            replies.Add(reply);
            return reply.Task;
        }

        var first = shared.RunAsync(CallAsync);
        var later = Enumerable.Range(0, 3).Select(_ => shared.RunAsync(CallAsync)).ToList();
        Assert.Single(replies);
        replies[0].SetException(new InvalidOperationException("away")); // of the first call only
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Support.Logs.EventuallyAsync(() => Task.FromResult(replies.Count == 2), "the next call does not begin");
        replies[1].SetResult(2);
        Assert.All(await Task.WhenAll(later), reply => Assert.Equal(2, reply));
        Assert.Equal(2, replies.Count);
    }
}
