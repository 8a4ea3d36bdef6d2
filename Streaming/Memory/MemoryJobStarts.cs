using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryJobStarts(TimeProvider time, IOptions<StreamingOptions> options) : IJobStarts
{
    private const int LeastShed = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(JobOwner? Owner, string Fingerprint), (List<NotedStart> Starts, DateTimeOffset Expires)> _notes = [];

    /// <summary>The next scan runs when there are twice as many requests as after the last one.</summary>
    private int _shedAt = LeastShed;

    public Task NoteAsync(JobOwner? owner, string fingerprint, NotedStart start, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Shed();
            var starts = Of(owner, fingerprint);
            starts.RemoveAll(known => known.JobId == start.JobId);
            starts.Add(start);
            starts = [.. starts.OrderByDescending(known => known.StartedAt).Take(IJobStarts.Most)];
            _notes[(owner, fingerprint)] = (starts, time.GetUtcNow() + options.Value.Retention);
            return Task.CompletedTask;
        }
    }

    public Task<IReadOnlyList<NotedStart>> ListAsync(JobOwner? owner, string fingerprint, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<NotedStart>>(Of(owner, fingerprint));
        }
    }

    private List<NotedStart> Of(JobOwner? owner, string fingerprint) =>
        _notes.TryGetValue((owner, fingerprint), out var noted) && noted.Expires > time.GetUtcNow() ? [.. noted.Starts] : [];

    private void Shed()
    {
        if (_notes.Count < _shedAt)
        {
            return;
        }

        var now = time.GetUtcNow();
        foreach (var expired in _notes.Where(noted => noted.Value.Expires <= now).Select(noted => noted.Key).ToList())
        {
            _notes.Remove(expired);
        }

        _shedAt = Math.Max(LeastShed, 2 * _notes.Count);
    }
}
