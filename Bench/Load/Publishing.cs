using System.Diagnostics;

namespace AspireStreaming.Bench.Load;

/// <summary>The ways to publish: at a rate, or as fast as a number of events in flight allows.</summary>
internal sealed class Publishing(IEventPublisher publisher, int channels)
{
    private static readonly long LateAfter = Stopwatch.Frequency / 200;

    private readonly long[] _numbers = new long[channels];
    private int _turn;

    /// <summary>Events that were handed over so far.</summary>
    public long Published { get; private set; }

    /// <summary>The number of a channel's last event.</summary>
    public long Last(int channel) => _numbers[channel];

    /// <summary>
    /// Publishes at a rate, evenly, over all channels in turn. An event that could not be sent in time counts as published at its planned
    /// time, so that a system that blocks its publisher doesn't look fast.
    /// </summary>
    /// <returns>The rate that was reached.</returns>
    public double AtRate(double perSecond, TimeSpan duration)
    {
        long start = Stopwatch.GetTimestamp();
        long published = 0;
        long most = Math.Max(256, (long)(perSecond / 5)); // the publisher is at most a fifth of a second behind
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            long due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * perSecond) + 1;
            while (published < due && Published - publisher.Acknowledged < most)
            {
                long now = Stopwatch.GetTimestamp();
                long planned = start + (long)(published / perSecond * Stopwatch.Frequency);
                Publish(now - planned > LateAfter ? planned : now);
                published++;
            }

            publisher.Flush();
            if (published < due)
            {
                publisher.WaitForAcknowledgement(Published - most + 1);
            }
            else
            {
                double next = published / perSecond - Stopwatch.GetElapsedTime(start).TotalSeconds;
                Thread.Sleep(Math.Max(1, Math.Min(100, (int)(next * 1000))));
            }
        }

        double reached = published / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Settle();
        return reached;
    }

    /// <summary>Publishes as fast as possible, with a limit of unacknowledged events, and at most 5000 events ahead of the watchers.</summary>
    /// <param name="delivered">How many events the watchers have.</param>
    public void InFlight(int most, TimeSpan duration, Func<long> delivered)
    {
        const int mostAhead = 5000;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            while (Published - publisher.Acknowledged < most && Published - delivered() < mostAhead)
            {
                Publish(Stopwatch.GetTimestamp());
            }

            publisher.Flush();
            publisher.WaitForAcknowledgement(Published - Kept(most));
            if (Published - delivered() >= mostAhead)
            {
                Thread.Sleep(1); // the watchers need the core
            }
        }

        Settle();
    }

    /// <summary>Publishes a number of events, as fast as possible.</summary>
    public void Count(long events, int inFlight)
    {
        for (long i = 0; i < events;)
        {
            while (i < events && Published - publisher.Acknowledged < inFlight)
            {
                Publish(Stopwatch.GetTimestamp());
                i++;
            }

            publisher.Flush();
            publisher.WaitForAcknowledgement(Published - Kept(inFlight));
        }

        Settle();
    }

    /// <summary>Waits until all events are acknowledged.</summary>
    public void Settle()
    {
        do
        {
            publisher.WaitForAcknowledgement(Published);
        }
        while (publisher.Acknowledged < Published);
    }

    /// <summary>How many events may still be in flight when more are published: one at a time would cost every system the most.</summary>
    private static int Kept(int most) => most * 3 / 4;

    private void Publish(long time)
    {
        int channel = _turn++ % channels;
        publisher.Publish(channel, ++_numbers[channel], time);
        Published++;
    }
}
