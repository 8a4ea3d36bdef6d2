namespace AspireStreaming.Streaming.Memory;

internal sealed class MemoryProjectStore : IProjectStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(JobOwner? Owner, string ProjectId), OrderedDictionary<Guid, BacklogItem>> _projects = [];

    public Task<int?> AddAsync(JobOwner? owner, string projectId, IReadOnlyList<BacklogItem> items, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_projects.TryGetValue((owner, projectId), out var backlog))
            {
                backlog = [];
            }

            var added = items.Where(i => !backlog.ContainsKey(i.Id)).DistinctBy(i => i.Id).ToList();
            if (backlog.Count + added.Count > IProjectStore.MostItems)
            {
                return Task.FromResult<int?>(null);
            }

            added.ForEach(i => backlog.Add(i.Id, i));
            if (backlog.Count > 0)
            {
                _projects[(owner, projectId)] = backlog;
            }

            return Task.FromResult<int?>(added.Count);
        }
    }

    public Task<BacklogPage> ListAsync(JobOwner? owner, string projectId, int skip, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_projects.TryGetValue((owner, projectId), out var backlog)
                ? new BacklogPage([.. backlog.Values.Skip(skip).Take(limit)], backlog.Count)
                : new BacklogPage([], 0));
        }
    }
}
