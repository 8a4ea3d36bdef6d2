using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>
/// Reports queued jobs that no live worker could execute, in their own logs: otherwise a watcher sees a job that never starts. Every Api
/// does so; the log takes the report of one.
/// </summary>
internal sealed class WaitingJobs(
    IJobStore store, IJobLog log, IJobQueue queue, INodeRegistry registry, TimeProvider time, ILogger<WaitingJobs> logger) : BackgroundService
{
    public const string Message = "No worker takes this job now.";

    private const int JobsPerPage = 200;
    private const int MostPages = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Jobs that need no other look while no event follows.</summary>
    private readonly HashSet<(Guid JobId, EventId Last)> _seen = [];

    /// <summary>Looks once.</summary>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if ((await queue.MeasureAsync(cancellationToken)).Waiting == 0)
        {
            _seen.Clear();
            return;
        }

        var nodes = await registry.ListAsync(cancellationToken);
        var latest = time.GetUtcNow() - Interval; // a worker may just be about to claim a newer job
        JobPageCursor? before = null;
        for (int pages = 0; pages < MostPages; pages++)
        {
            var page = await store.ListAsync(before, JobsPerPage, cancellationToken);
            foreach (var job in page.Jobs)
            {
                if (job.Status == JobStatus.Queued && job.CreatedAt <= latest
                    && !nodes.Any(node => node.Executes(job.Pipeline)) && !_seen.Contains((job.JobId, job.LastEventId)))
                {
                    await ReportAsync(job, cancellationToken);
                    _seen.Add((job.JobId, job.LastEventId)); // only now: the store may have been away
                }
            }

            before = page.Next;
            if (before is null)
            {
                return;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is: a report that is missing must not end the process, and its streams.
                logger.Log(e is StoreUnavailableException ? LogLevel.Debug : LogLevel.Warning, "Waiting jobs can't be found: {Reason}", e.Message);
            }
        }
    }

    private async Task ReportAsync(JobRecord job, CancellationToken cancellationToken)
    {
        try
        {
            var events = await log.ReadAsync(job.JobId, EventId.None, int.MaxValue - 1, cancellationToken);
            if (EventEncoder.Decode(events[^1]) is JobStatusEvent { Message: Message })
            {
                return; // by another Api
            }

            byte[] digest = events.Aggregate(Array.Empty<byte>(), (digest, e) => LogDigest.Next(digest, e.Data.Span));
            var report = EventEncoder.Encode(
                job.JobId, new EventId(job.Attempt, events.Count + 1), time.GetUtcNow(), new JobStatusEvent(JobStatus.Queued, Message), "");
            using var span = AppendSpan.Start(job.JobId, job.Attempt, Spans.Parse(job.Traceparent), [report]);
            report = report with { Traceparent = span.Traceparent() };
            var result = await log.AppendAsync(
                new JobAppend(job.JobId, job.Attempt, events.Count, [report], LogDigest.Next(digest, report.Data.Span), [], null), cancellationToken);
            if (result.Outcome == AppendOutcome.Appended)
            {
                logger.LogWarning("Job {JobId} waits: {Reason}", job.JobId, Message);
            }
            else
            {
                span.Fail(Spans.Word(result.Outcome));
            }
        }
        catch (CursorNotFoundException)
        {
            // The job was deleted.
        }
    }
}
