using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Api;

public sealed class RepeatedPostsTests
{
    [Fact]
    public void TheJobOfACursorIsChosenByWhatIsKnownOfItsClient()
    {
        var (noon, cursor) = (DateTimeOffset.UnixEpoch, new EventId(1, 10));
        NotedStart Start(int minute, long left = 0, int? served = null) =>
            new(Guid.NewGuid(), noon.AddMinutes(minute), left == 0 ? EventId.None : new EventId(1, left), served is { } at ? noon.AddMinutes(at) : null);

        var (old, served, running) = (Start(0, left: 20), Start(1, left: 30, served: 2), Start(3));
        Assert.Equal([running, old], RepeatedPosts.Current([running, served, old]));
        var concurrent = Start(1, left: 30, served: 4);
        Assert.Equal([running, concurrent], RepeatedPosts.Current([running, concurrent]));

        Assert.Equal((running, true), RepeatedPosts.Choose([running], cursor));
        Assert.Equal((concurrent, false), RepeatedPosts.Choose([concurrent, Start(0, left: 30, served: 5)], cursor));
        Assert.Equal((running, false), RepeatedPosts.Choose([concurrent, running], cursor));
        var here = Start(0, left: 10);
        Assert.Equal((here, true), RepeatedPosts.Choose([running, concurrent, here], cursor));
        Assert.Equal((running, false), RepeatedPosts.Choose([running, here, Start(1, left: 10)], cursor));
    }
}
