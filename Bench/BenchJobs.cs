using AspireStreaming.Bench.Load;
using AspireStreaming.Bench.Peers;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using Microsoft.Extensions.Logging;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Bench;

/// <summary>Jobs whose events the bench writes instead of a Worker.</summary>
internal static class BenchJobs
{
    /// <summary>The text of a token event whose data has <see cref="Peer.EventBytes"/> bytes.</summary>
    public static int TextLength { get; } = Peer.EventBytes - EventEncoder.Encode(
        Guid.NewGuid(), new EventId(1, 10_000), DateTimeOffset.UnixEpoch.AddTicks(1_234_567), LogPublisher.Event(0, 0, 0)).Data.Length + Marker.Length;

    /// <summary>Makes a job and begins its first attempt.</summary>
    public static async Task<(Guid Id, JobWriter Writer)> StartAsync(
        IJobStore store, IJobLog log, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var now = time.GetUtcNow();
        var first = EventEncoder.Encode(id, new EventId(0, 1), now, new JobStatusEvent(JobStatus.Queued, Pipeline: "bench", Steps: ["publish"]));
        await store.CreateAsync(
            new NewJob(id, "bench", new JobInput("{}"u8.ToArray(), []), [first], LogDigest.Next([], first.Data.Span), [], null, null, Guid.NewGuid(), now),
            cancellationToken);
        var attempt = await store.BeginAttemptAsync(id, null, null, cancellationToken) ?? throw new InvalidOperationException("The job can't begin.");
        return (id, new JobWriter(log, attempt, time, logger));
    }
}
