using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming.Execution;

/// <summary>
/// Replays a sample at reading speed: each event waits until a reader has had time for those before it. The results are computed as always,
/// and the first event of the job tells the pace. Thread-safe.
/// </summary>
/// <param name="charactersPerSecond">1 or more.</param>
internal sealed class ReadingPace(int charactersPerSecond, TimeProvider time)
{
    /// <summary>An event without a text is looked at too.</summary>
    private const int LeastCharacters = 20;

    /// <summary>Of a long text a reader takes in the beginning while it comes.</summary>
    private const int MostCharacters = 240;

    private readonly Lock _lock = new();
    private readonly long _began = time.GetTimestamp();
    private TimeSpan _readUntil;

    /// <summary>The longest piece of a growing text that is shown at once.</summary>
    public int MostOfText { get; } = Math.Max(1, charactersPerSecond / 10);

    /// <summary>Waits until the events before have been read, and takes the time to read these.</summary>
    /// <returns>How long it waited.</returns>
    public async ValueTask<TimeSpan> WaitAsync(IEnumerable<EventPayload> payloads, CancellationToken cancellationToken)
    {
        double seconds = payloads.Sum(Length) / (double)charactersPerSecond;
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_began);
            wait = _readUntil - now;
            _readUntil = (wait > TimeSpan.Zero ? _readUntil : now) + TimeSpan.FromSeconds(seconds);
        }

        if (wait <= TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        await Task.Delay(wait, time, cancellationToken);
        return wait;
    }

    private static int Length(EventPayload payload) => payload is TokenEvent token
        ? token.Text.Length
        : Math.Clamp(
            payload switch
            {
                StepProgressEvent step => step.Message?.Length ?? 0,
                InsightEmittedEvent insight => insight.Message.Length,
                ValidationUpdateEvent rule => rule.Label.Length + (rule.Detail?.Length ?? 0),
                DiffChunkEvent diff => diff.Summary.Length + diff.After.Length,
                TimelineEvent entry => entry.Message.Length,
                ResultEvent => MostCharacters,
                _ => 0,
            },
            LeastCharacters,
            MostCharacters);
}
