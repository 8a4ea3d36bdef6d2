using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AspireStreaming.Streaming;

/// <summary>The source of the traces and the meter of all metrics of this product. <c>docs/operations.md</c> lists the metrics.</summary>
public static class StreamingDiagnostics
{
    public const string Name = "AspireStreaming";

    public static readonly ActivitySource Activities = new(Name);
    public static readonly Meter Meter = new(Name);
}
