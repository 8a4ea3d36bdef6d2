using AspireStreaming.Streaming;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>The note of the job that a POST stream serves.</summary>
internal sealed class StartNote(IJobStarts starts, JobOwner? owner, string fingerprint, NotedStart start, TimeProvider time)
{
    /// <summary>Notes where the stream ended: a hint for the client's next POST, so nothing depends on it.</summary>
    /// <param name="last">The last event that was sent.</param>
    /// <param name="served">That was the last event of the job.</param>
    public async Task LeaveAsync(EventId last, bool served)
    {
        try
        {
            await starts.NoteAsync(
                owner, fingerprint, start with { Left = last, ServedAt = served ? time.GetUtcNow() : null }, CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            // The next POST finds the job by its start alone.
        }
    }
}
