using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class JobStreamHubTests
{
    [Fact]
    public async Task HalfOfTheCoresServeHistoryAndATurnThatEndsGoesToTheNextWatcher()
    {
        await using var store = TestStore.Memory();
        using var hub = TestHub.Over(store.Log);
        int half = Math.Max(1, Environment.ProcessorCount / 2);
        var turns = Enumerable.Range(0, half + 2).Select(_ => hub.TakeTurnAsync(CancellationToken.None)).ToList();
        Assert.All(turns[..half], turn => Assert.True(turn.IsCompletedSuccessfully));
        Assert.All(turns[half..], turn => Assert.False(turn.IsCompleted));

        hub.EndTurn();
        await turns[half];
        Assert.False(turns[half + 1].IsCompleted);
    }
}
