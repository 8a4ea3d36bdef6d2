using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Support;

/// <summary>Checks of a job's events that hold for every watcher at the end.</summary>
internal static class WholeLog
{
    /// <summary>No hole, no double, no wrong order, no event after the one <c>done</c>, and its digest matches the received bytes.</summary>
    public static void Check(IReadOnlyList<SseFrame> events)
    {
        Assert.Equal(Enumerable.Range(1, events.Count).Select(seq => (long)seq), events.Select(e => e.Event.Id.Seq));
        Assert.Equal(events.Select(e => e.Event.Id).Order(), events.Select(e => e.Event.Id));
        Assert.Equal(EventTypes.Done, events[^1].Name);
        Assert.Single(events, e => e.Name == EventTypes.Done);
        byte[] digest = [];
        foreach (var e in events.SkipLast(1))
        {
            digest = LogDigest.Next(digest, e.Event.Data.Span);
        }

        var done = (DoneEvent)EventEncoder.Decode(events[^1].Event)!;
        Assert.Equal((events.Count, LogDigest.Hex(digest)), (done.EventCount, done.Digest));
    }

    public static void Same(IEnumerable<SseFrame> expected, IEnumerable<SseFrame> actual) =>
        Assert.Equal(expected.Select(e => e.Text), actual.Select(e => e.Text));

    public static string Status(IReadOnlyList<SseFrame> events) => events[^1].Json.GetProperty("status").GetString()!;

    public static JobSnapshot Fold(Guid jobId, IEnumerable<SseFrame> events) => SnapshotReducer.Fold(jobId, events.Select(e => e.Event));
}
