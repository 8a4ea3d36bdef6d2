using System.Text;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Bench.Chaos;

/// <summary>On a shared connection a watcher sees the frames of its own job, and checks the cursor of its job in other frames.</summary>
public sealed class FrameReaderTests
{
    private readonly Guid _own = Guid.NewGuid();
    private readonly Guid _other = Guid.NewGuid();
    private readonly WatchHistory _history = new("w", new EventId(1, 4));

    [Fact]
    public void OnlyFramesOfTheOwnJobAreSeen()
    {
        var seen = Read(Frame(_own, "token", "1-5,0-0"), Frame(_other, "token", "1-5,1-1"), Frame(_own, "done", "1-6,1-1"));
        Assert.Equal([new EventId(1, 5), new EventId(1, 6)], seen.Select(s => s.Id));
        Assert.Empty(_history.Faults);
        Assert.False(_history.Gone);
    }

    [Theory]
    [InlineData("0-0")]
    [InlineData("1-4")]
    [InlineData("1-6")]
    public void AFrameOfAnotherJobWithAWrongCursorOfTheOwnJobIsAFault(string place)
    {
        Read(Frame(_own, "token", "1-5,0-0"), Frame(_other, "token", $"{place},1-1"));
        Assert.Contains($"said {place} where it was at 1-5", Assert.Single(_history.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void OnlyTheGoneFrameOfTheOwnJobIsSeen()
    {
        Read(Frame(_other, "gone", null));
        Assert.False(_history.Gone);
        Read(Frame(_own, "gone", null));
        Assert.True(_history.Gone);
    }

    private List<Sight> Read(params string[] frames) => new FrameReader(_history, _own).Read(Encoding.UTF8.GetBytes(string.Concat(frames)));

    private static string Frame(Guid job, string name, string? id) =>
        $"event: {name}\ndata: {{\"type\":\"{name}\",\"job_id\":\"{job}\"}}\n{(id is null ? "" : $"id: {id}\n")}\n";
}
