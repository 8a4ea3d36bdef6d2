using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Worker.Execution;

/// <summary>A store whose read calls of each kind fail a few times, as during a restart of the server.</summary>
internal sealed class FailingStore(IJobStore store, int failures) : IJobStore
{
    private readonly Dictionary<string, int> _left = [];

    /// <summary>Runs before the checkpoints are read.</summary>
    public Func<CancellationToken, Task> BeforeCheckpoints { get; init; } = _ => Task.CompletedTask;

    public Task<bool> CreateAsync(NewJob job, CancellationToken cancellationToken) => store.CreateAsync(job, cancellationToken);

    public Task<JobRecord?> GetAsync(Guid jobId, CancellationToken cancellationToken) => store.GetAsync(jobId, cancellationToken);

    public Task<JobInput?> GetInputAsync(Guid jobId, CancellationToken cancellationToken)
    {
        Fail(nameof(GetInputAsync));
        return store.GetInputAsync(jobId, cancellationToken);
    }

    public Task<JobPage> ListAsync(JobPageCursor? before, int limit, CancellationToken cancellationToken) => store.ListAsync(before, limit, cancellationToken);

    public Task<JobPage> ListAsync(JobOwner owner, JobPageCursor? before, int limit, CancellationToken cancellationToken) =>
        store.ListAsync(owner, before, limit, cancellationToken);

    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetCheckpointsAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await BeforeCheckpoints(cancellationToken);
        Fail(nameof(GetCheckpointsAsync));
        return await store.GetCheckpointsAsync(jobId, cancellationToken);
    }

    public Task<AttemptStart?> BeginAttemptAsync(Guid jobId, JobStatus? ifStatus, int? ifAttempt, CancellationToken cancellationToken) =>
        store.BeginAttemptAsync(jobId, ifStatus, ifAttempt, cancellationToken);

    public Task NoteAttemptSpanAsync(Guid jobId, int attempt, string traceparent, CancellationToken cancellationToken) =>
        store.NoteAttemptSpanAsync(jobId, attempt, traceparent, cancellationToken);

    public Task<int?> RevokeAsync(Guid jobId, CancellationToken cancellationToken) => store.RevokeAsync(jobId, cancellationToken);

    public Task<bool> DeleteAsync(Guid jobId, CancellationToken cancellationToken) => store.DeleteAsync(jobId, cancellationToken);

    public Task<IdempotentStart> BindKeyAsync(JobOwner? owner, string key, IdempotentStart wanted, CancellationToken cancellationToken) =>
        store.BindKeyAsync(owner, key, wanted, cancellationToken);

    private void Fail(string call)
    {
        int left = _left.GetValueOrDefault(call, failures);
        _left[call] = left - 1;
        if (left > 0)
        {
            throw new StoreUnavailableException("It is away.");
        }
    }
}
