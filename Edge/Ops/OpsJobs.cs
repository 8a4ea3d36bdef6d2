using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Ops;

/// <summary>The jobs that an operator looks at: those that have not ended, and the last failed ones. Looks at the newest jobs and at those that nodes execute.</summary>
internal sealed class OpsJobs(IJobStore store, IJobLog log)
{
    private const int Newest = 200;
    private const int MostActive = 100;
    private const int MostFailures = 20;
    private const int MostOfNodes = 400;

    /// <summary>Of the failures that were read last: an ended job does not change.</summary>
    private Dictionary<Guid, string?> _messages = [];

    /// <summary>The newest jobs, and those that nodes execute.</summary>
    public async Task<IReadOnlyDictionary<Guid, JobRecord>> ReadAsync(OpsNodes nodes, CancellationToken cancellationToken)
    {
        var jobs = (await store.ListAsync(null, Newest, cancellationToken)).Jobs.ToDictionary(job => job.JobId);
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

    /// <summary>The last failed jobs, each with the reason. One caller at a time.</summary>
    public async Task<IReadOnlyList<OpsFailure>> FailuresAsync(IReadOnlyDictionary<Guid, JobRecord> jobs, CancellationToken cancellationToken)
    {
        var failed = jobs.Values.Where(job => job.Status == JobStatus.Failed).OrderByDescending(job => job.EndedAt).Take(MostFailures).ToList();
        var messages = new Dictionary<Guid, string?>();
        foreach (var job in failed)
        {
            messages[job.JobId] = _messages.TryGetValue(job.JobId, out string? known) ? known : await MessageAsync(job, cancellationToken);
        }

        _messages = messages;
        return [.. failed.Select(job => new OpsFailure(JobSummary.For(job), messages[job.JobId]))];
    }

    /// <summary>A log ends with <c>job_error</c>, <c>job_status</c> and <c>done</c> of one attempt.</summary>
    private async Task<string?> MessageAsync(JobRecord job, CancellationToken cancellationToken)
    {
        try
        {
            var events = await log.ReadAsync(job.JobId, new EventId(job.LastEventAttempt, job.Seq - 2), 1, cancellationToken);
            return events.Count > 0 && EventEncoder.Decode(events[0]) is JobStatusEvent status ? status.Message : null;
        }
        catch (CursorNotFoundException)
        {
            return null; // the log ends in another way, or the job was deleted
        }
    }
}
