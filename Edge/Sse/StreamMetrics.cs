using System.Diagnostics.Metrics;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Sse;

/// <summary>The metrics of open streams and of what is sent over them.</summary>
internal static class StreamMetrics
{
    /// <summary>Includes the clock difference of two machines. Events from before the node followed the job don't count.</summary>
    public static readonly Histogram<double> DeliveryDelay = StreamingDiagnostics.Meter.CreateHistogram<double>(
        "sse.delivery.delay", "s", "From the time in the last event of an append, given just before, until its watchers on this node were told.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        });

    private static readonly Counter<long> Opened = StreamingDiagnostics.Meter.CreateCounter<long>(
        "sse.streams.opened", "{stream}", "Streams that clients opened, by dialect; resumed ones go on where an earlier one ended.");

    private static readonly Counter<long> Ended = StreamingDiagnostics.Meter.CreateCounter<long>(
        "sse.streams.ended", "{stream}", "Streams that ended, by reason.");

    private static readonly Counter<long> Resets = StreamingDiagnostics.Meter.CreateCounter<long>(
        "sse.resets", "{reset}", "Snapshots that were sent in place of events: lost when the log does not have the client's cursor, behind when the client was too slow.");

    /// <summary>The part of the open streams that lag less: the middle, almost all, the slowest one.</summary>
    private static readonly double[] Quantiles = [0.5, 0.99, 1];

    /// <summary>Creates the instruments that look at the open streams of a node.</summary>
    public static void Observe(JobStreamHub hub)
    {
        var meter = StreamingDiagnostics.Meter;
        meter.CreateObservableGauge("sse.watchers", () => hub.Watchers, "{connection}", "Open streams of this node.");
        meter.CreateObservableGauge("sse.jobs", () => hub.Jobs, "{job}", "Watched jobs of this node, counted for each dialect.");
        meter.CreateObservableCounter("sse.events.delivered", () => hub.Delivered, "{event}", "Events that this node has sent, counted once for each stream.");
        meter.CreateObservableGauge(
            "sse.watcher.lag.events", () => Distribution(hub.ListLags().Select(lag => (double)lag.Events)), "{event}", "Events of its job that a stream has not sent yet.");
        meter.CreateObservableGauge(
            "sse.watcher.lag.time", () => Distribution(hub.ListLags().Select(lag => lag.Time.TotalSeconds)), "s", "How long this node has had the oldest event that a stream has not sent yet.");
    }

    /// <summary>The first value of what an alert counts: without it, the first reset after a start is no increase.</summary>
    public static void Begin()
    {
        foreach (var reason in Enum.GetValues<StreamEnd>())
        {
            Ended.Add(0, Reason(reason));
        }

        Resets.Add(0, ResetReason(tooFarBehind: false));
        Resets.Add(0, ResetReason(tooFarBehind: true));
    }

    /// <summary>A client has opened a stream. The types that it asks for are no attribute: a client could make any number of them.</summary>
    public static void Begin(OpenStream open) =>
        Opened.Add(1, new KeyValuePair<string, object?>("dialect", open.Dialect.Name.Split('?')[0]), new KeyValuePair<string, object?>("resumed", open.IsResumed));

    public static void End(StreamEnd reason) => Ended.Add(1, Reason(reason));

    public static void Reset(bool tooFarBehind) => Resets.Add(1, ResetReason(tooFarBehind));

    private static KeyValuePair<string, object?> ResetReason(bool tooFarBehind) => new("reason", tooFarBehind ? "behind" : "lost");

    private static KeyValuePair<string, object?> Reason(StreamEnd end) => new("reason", end switch
    {
        StreamEnd.ClientLeft => "client_left",
        StreamEnd.Completed => "completed",
        StreamEnd.Gone => "gone",
        StreamEnd.Stalled => "stalled",
        StreamEnd.NeverStarted => "never_started",
        StreamEnd.AccessEnded => "access_ended",
        StreamEnd.Closed => "closed",
        _ => "server_stopped",
    });

    private static IEnumerable<Measurement<double>> Distribution(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return Quantiles.Select(quantile => new Measurement<double>(
            sorted.Length == 0 ? 0 : sorted[(int)Math.Ceiling(quantile * sorted.Length) - 1],
            new KeyValuePair<string, object?>("quantile", quantile.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }
}
