using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>The log page by page, for clients that can't stream: they poll, and may wait at the end.</summary>
internal sealed class EventPager(IJobLog log, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <exception cref="CursorNotFoundException">The cursor is not in the log.</exception>
    public async Task<EventPage> ReadAsync(Guid jobId, EventId after, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        var events = await ReadEventsAsync(jobId, after, limit, wait, cancellationToken);
        return new EventPage(
            [.. events.Select(e => JsonSerializer.Deserialize(e.Data.Span, JobsJson.Default.JsonElement))],
            (events.Count > 0 ? events[^1].Id : after).ToString(),
            events.Count > 0 && events[^1].Type == EventTypes.Done);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public async Task<IReadOnlyList<JobEvent>> ReadEventsAsync(Guid jobId, EventId after, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        var events = await log.ReadAsync(jobId, after, limit, cancellationToken);
        return events.Count == 0 && wait > TimeSpan.Zero ? await NextAsync(jobId, after, limit, wait, cancellationToken) : events;
    }

    private async Task<IReadOnlyList<JobEvent>> NextAsync(Guid jobId, EventId after, int limit, TimeSpan wait, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token, lifetime.ApplicationStopping);
        try
        {
            await foreach (var batch in log.TailAsync(jobId, after, either.Token))
            {
                return batch.Count > limit ? [.. batch.Take(limit)] : batch;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // No event came in time.
        }

        return [];
    }
}
