using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Ops;

/// <summary>The jobs that an operator looks at: those that have not ended, and the last failed ones. Looks at the newest jobs, at those that nodes execute, and at up to 1,000 for those that wait.</summary>
internal sealed class OpsJobs(IJobStore store, JobEndings endings)
{
    private const int JobsPerPage = 200;
    private const int MostPages = 5;
    private const int MostActive = 100;
    private const int MostFailures = 20;
    private const int MostOfNodes = 400;

    /// <summary>The newest jobs, those that nodes execute, and older ones while some that wait are missing.</summary>
    /// <param name="waiting">Jobs that no worker has claimed.</param>
    public async Task<IReadOnlyDictionary<Guid, JobRecord>> ReadAsync(OpsNodes nodes, long waiting, CancellationToken cancellationToken)
    {
        var jobs = new Dictionary<Guid, JobRecord>();
        JobPageCursor? before = null;
        for (int pages = 0; pages == 0 || (before is not null && pages < MostPages && waiting > 0); pages++)
        {
            var page = await store.ListAsync(before, JobsPerPage, cancellationToken);
            foreach (var job in page.Jobs)
            {
                jobs[job.JobId] = job;
                waiting -= job.Status == JobStatus.Queued ? 1 : 0;
            }

            before = page.Next;
        }

        var others = nodes.Jobs.Where(id => !jobs.ContainsKey(id)).Take(MostOfNodes).Select(id => store.GetAsync(id, cancellationToken));
        foreach (var job in await Task.WhenAll(others))
        {
            if (job is not null)
            {
                jobs[job.JobId] = job;
            }
        }

        return jobs;
    }

    /// <summary>Jobs that have not ended: those that need attention first, then the oldest.</summary>
    public static IReadOnlyList<OpsJob> Active(IReadOnlyDictionary<Guid, JobRecord> jobs, OpsNodes nodes) =>
        [.. jobs.Values.Where(job => !job.Status.IsTerminal())
            .Select(job => Describe(job, nodes))
            .OrderByDescending(job => job.Silent || job.WithoutWorker)
            .ThenBy(job => job.Job.CreatedAt).ThenBy(job => job.Job.JobId)
            .Take(MostActive)];

    public static OpsJob Describe(JobRecord job, OpsNodes nodes) => new(
        JobSummary.For(job),
        nodes.Runs(job.JobId),
        nodes.Ran(job.JobId),
        nodes.IsSilent(job.JobId),
        job.Status == JobStatus.Queued && !nodes.HasWorkerFor(job.Pipeline));

    /// <summary>The last failed jobs, each with the reason.</summary>
    public async Task<IReadOnlyList<OpsFailure>> FailuresAsync(IReadOnlyDictionary<Guid, JobRecord> jobs, CancellationToken cancellationToken)
    {
        var failures = new List<OpsFailure>();
        foreach (var job in jobs.Values.Where(job => job.Status == JobStatus.Failed).OrderByDescending(job => job.EndedAt).Take(MostFailures))
        {
            var ending = await endings.ReadAsync(job, cancellationToken);
            failures.Add(new OpsFailure(JobSummary.For(job), ending.Message, ending.Retryable));
        }

        return failures;
    }
}
