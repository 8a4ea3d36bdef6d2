using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AspireStreaming.Streaming;

/// <summary>The names of the traces and metrics of this product.</summary>
public static class StreamingDiagnostics
{
    public const string Name = "AspireStreaming";

    public static readonly ActivitySource Activities = new(Name);
    public static readonly Meter Meter = new(Name);

    public static readonly Counter<long> EventsAppended =
        Meter.CreateCounter<long>("jobs.events.appended", "{event}", "Events written to logs by this process.");

    /// <summary>Includes the clock difference of two machines. Events from before the node followed the job don't count.</summary>
    public static readonly Histogram<double> DeliveryDelay = Meter.CreateHistogram<double>(
        "sse.delivery.delay", "s", "From the time in the last event of an append, given just before, until its watchers on this node were told.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    public static readonly Counter<long> JobsEnded =
        Meter.CreateCounter<long>("jobs.ended", "{job}", "Jobs that ended in this process, by pipeline and status.");

    public static readonly Counter<long> TakeOvers =
        Meter.CreateCounter<long>("jobs.takeovers", "{job}", "Jobs taken over from a worker that was lost.");
}
