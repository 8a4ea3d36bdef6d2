namespace AspireStreaming.Bench.Load;

/// <summary>Puts events into a system, as whoever makes them would.</summary>
internal interface IEventPublisher : IAsyncDisposable
{
    /// <summary>Events that the system has taken.</summary>
    long Acknowledged { get; }

    /// <summary>Hands an event over; the next <see cref="Flush"/> sends it. Never waits for the system.</summary>
    void Publish(int channel, long number, long time);

    void Flush();

    /// <summary>Waits until the system has taken so many, but no longer than a moment.</summary>
    /// <exception cref="InvalidOperationException">The system refused one, or went away.</exception>
    void WaitForAcknowledgement(long count);
}
