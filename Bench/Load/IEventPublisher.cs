namespace AspireStreaming.Bench.Load;

/// <summary>Puts events into a system, as a producer does.</summary>
internal interface IEventPublisher : IAsyncDisposable
{
    /// <summary>Events that the system has taken.</summary>
    long Acknowledged { get; }

    /// <summary>Hands an event over; the next <see cref="Flush"/> sends it. Never waits for the system.</summary>
    void Publish(int channel, long number, long time);

    void Flush();

    /// <summary>Waits until the system has taken a number of events, but only for a short time.</summary>
    /// <exception cref="InvalidOperationException">The system refused an event, or closed the connection.</exception>
    void WaitForAcknowledgement(long count);
}
