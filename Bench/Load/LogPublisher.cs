using System.Collections.Concurrent;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Load;

/// <summary>Writes events as a Worker does: into the jobs' logs, with one append for events that come together.</summary>
internal sealed class LogPublisher(IReadOnlyList<JobWriter> writers, int textLength) : IEventPublisher
{
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly AutoResetEvent _acknowledgement = new(false);
    private long _acknowledged;
    private long _wanted;

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public void Publish(int channel, long number, long time)
    {
        _ = AcknowledgeAsync(writers[channel].CommitAsync("", [Event(number, time, textLength)], null, null, CancellationToken.None));
    }

    public void Flush()
    {
        // Each writer sends without a flush.
    }

    public void WaitForAcknowledgement(long count)
    {
        Interlocked.Exchange(ref _wanted, count);
        if (Acknowledged < count)
        {
            _acknowledgement.WaitOne(5);
        }

        if (_failures.TryPeek(out var failure))
        {
            throw new InvalidOperationException("Publishing failed.", failure);
        }
    }

    public ValueTask DisposeAsync()
    {
        _acknowledgement.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Never fails: <see cref="WaitForAcknowledgement"/> tells.</summary>
    private async Task AcknowledgeAsync(Task written)
    {
        try
        {
            await written;
        }
        catch (AppendRefusedException failure)
        {
            _failures.Enqueue(failure);
        }

        if (Interlocked.Increment(ref _acknowledged) == Interlocked.Read(ref _wanted))
        {
            _acknowledgement.Set();
        }
    }

    public static TokenEvent Event(long number, long time, int textLength) => new("t", Marker.Padded(number, time, textLength), 0);
}
