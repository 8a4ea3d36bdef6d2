using System.Diagnostics.Metrics;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming;

/// <summary>The metrics of jobs, their queue and their steps. Attributes have few values: pipelines, declared steps, outcomes.</summary>
internal static class JobMetrics
{
    public static readonly Counter<long> Started =
        Meter.CreateCounter<long>("jobs.started", "{job}", "Jobs whose first attempt began in this process.");

    public static readonly Counter<long> Ended =
        Meter.CreateCounter<long>("jobs.ended", "{job}", "Jobs whose end this process wrote, by status; failed ones by the code of the error too.");

    public static readonly Counter<long> Takeovers =
        Meter.CreateCounter<long>("jobs.takeovers", "{job}", "Jobs that this worker took over from a worker that was lost.");

    public static readonly Counter<long> Retries =
        Meter.CreateCounter<long>("jobs.retries", "{retry}", "Steps that were tried again after a failure.");

    public static readonly Counter<long> Claims =
        Meter.CreateCounter<long>("jobs.claims", "{claim}", "Claims of this worker: at the first offer of the job, later because all slots were taken, or of another worker's job again.");

    public static readonly Counter<long> EventsAppended =
        Meter.CreateCounter<long>("jobs.events.appended", "{event}", "Events that this process wrote to logs.");

    public static readonly Counter<long> AppendsRefused =
        Meter.CreateCounter<long>("jobs.appends.refused", "{append}", "Appends of this process that a log refused, by reason; fenced when a newer attempt had begun.");

    public static readonly Counter<double> Cost =
        Meter.CreateCounter<double>("jobs.cost", "{currency}", "Cost of work, such as calls to a paid model: kept with a result, or lost because no result was kept.");

    public static readonly Histogram<double> QueueWait = Meter.CreateHistogram<double>(
        "jobs.queue.wait", "s", "From the creation of a job until its first attempt began.", advice: Buckets(
            0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600));

    public static readonly Histogram<double> StepDuration = Meter.CreateHistogram<double>(
        "jobs.step.duration", "s", "One try of a step, by outcome.", advice: Buckets(
            0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600));

    private static Meter Meter => StreamingDiagnostics.Meter;

    public static KeyValuePair<string, object?> Pipeline(string name) => new("pipeline", name);

    private static KeyValuePair<string, object?> Status(JobStatus status) => new("status", status.Name());

    private static KeyValuePair<string, object?> ErrorType(string code) => new("error.type", code);

    public static KeyValuePair<string, object?> Offer(string offer) => new("offer", offer);

    public static KeyValuePair<string, object?> Step(string name) => new("step", name);

    public static KeyValuePair<string, object?> Outcome(string outcome) => new("outcome", outcome);

    public static KeyValuePair<string, object?> Reason(AppendOutcome refusal) => new("reason", refusal switch
    {
        AppendOutcome.Fenced => "fenced",
        AppendOutcome.Conflict => "conflict",
        AppendOutcome.Ended => "ended",
        AppendOutcome.Gone => "gone",
        _ => "full",
    });

    /// <summary>The first value of what an alert counts: without it, the first takeover after a start is no increase.</summary>
    public static void Begin(IEnumerable<string> pipelines)
    {
        foreach (var pipeline in pipelines.Select(Pipeline))
        {
            Started.Add(0, pipeline);
            Ended.Add(0, pipeline, Status(JobStatus.Completed));
            Ended.Add(0, pipeline, Status(JobStatus.Canceled));
            Ended.Add(0, pipeline, Status(JobStatus.Failed), ErrorType(JobErrorCodes.Poison));
            Takeovers.Add(0, pipeline);
            Retries.Add(0, pipeline);
            AppendsRefused.Add(0, pipeline, Reason(AppendOutcome.Fenced));
        }

        foreach (string offer in (string[])["first", "later", "again"])
        {
            Claims.Add(0, Offer(offer));
        }
    }

    /// <summary>An append is in the log.</summary>
    /// <param name="status">The status that it set, and the events that belong to it.</param>
    public static void Appended(KeyValuePair<string, object?> pipeline, int events, JobStatus? status, IReadOnlyList<EventPayload> payloads)
    {
        EventsAppended.Add(events, pipeline);
        if (status is not { } end || !end.IsTerminal())
        {
            return;
        }

        if (payloads.OfType<JobErrorEvent>().LastOrDefault() is { } error)
        {
            Ended.Add(1, pipeline, Status(end), ErrorType(error.Code));
        }
        else
        {
            Ended.Add(1, pipeline, Status(end));
        }
    }

    /// <param name="look">What was seen last; null when the store could not be asked.</param>
    /// <returns>One of the instruments: enabled when somebody listens.</returns>
    public static Instrument ObserveQueue(Func<QueueView?> look)
    {
        Meter.CreateObservableGauge("jobs.queue.oldest_wait", () => Of(v => v.Depth.OldestWait.TotalSeconds), "s", "Age of the oldest queue entry that no worker has claimed; 0 without one.");
        Meter.CreateObservableGauge("jobs.workers", () => Of(v => v.Workers), "{worker}", "Live workers, of all processes.");
        return Meter.CreateObservableGauge(
            "jobs.queue.depth",
            () => look() is { } seen ? [State(seen.Depth.Waiting, "waiting"), State(seen.Depth.Claimed, "claimed")] : Array.Empty<Measurement<long>>(),
            "{job}",
            "Jobs in the queue, of all processes: waiting for a worker, and claimed.");

        IEnumerable<Measurement<T>> Of<T>(Func<QueueView, T> value)
            where T : struct => look() is { } seen ? [new Measurement<T>(value(seen))] : [];
    }

    public static void ObserveSlots(Func<int> busy, Func<int> lost, Func<int> free) => Meter.CreateObservableGauge(
        "jobs.slots",
        () => new[] { State(busy(), "busy"), State(lost(), "lost"), State(free(), "free") },
        "{slot}",
        "Slots of this worker: with a job, lost to code that does not end, and free.");

    /// <param name="active">The running jobs of each pipeline.</param>
    /// <param name="logUsage">How full the fullest log is: 0 to 1.</param>
    public static void ObserveRunning(Func<IEnumerable<(string Pipeline, int Jobs)>> active, Func<double> logUsage)
    {
        Meter.CreateObservableUpDownCounter(
            "jobs.active", () => active().Select(a => new Measurement<long>(a.Jobs, Pipeline(a.Pipeline))), "{job}", "Jobs that this worker executes now.");
        Meter.CreateObservableGauge(
            "jobs.log.usage", logUsage, "1", "Events of the fullest log among the running jobs of this worker, as a part of Streaming:MaxEventsPerJob.");
    }

    private static InstrumentAdvice<double> Buckets(params double[] boundaries) => new() { HistogramBucketBoundaries = boundaries };

    private static Measurement<long> State(long value, string state) => new(value, new KeyValuePair<string, object?>("state", state));
}
