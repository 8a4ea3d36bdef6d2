using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AspireStreaming.Streaming;

/// <summary>The names under which traces and metrics of this product are found.</summary>
public static class StreamingDiagnostics
{
    public const string Name = "AspireStreaming";

    public static readonly ActivitySource Activities = new(Name);
    public static readonly Meter Meter = new(Name);

    public static readonly Counter<long> EventsAppended =
        Meter.CreateCounter<long>("jobs.events.appended", "{event}", "Events written to logs by this process.");

    public static readonly Counter<long> JobsEnded =
        Meter.CreateCounter<long>("jobs.ended", "{job}", "Jobs that ended in this process, by pipeline and status.");

    public static readonly Counter<long> TakeOvers =
        Meter.CreateCounter<long>("jobs.takeovers", "{job}", "Jobs taken over from a worker that was lost.");
}
