using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Worker.Pipelines.Diagnostics;

/// <summary>Section <c>Diagnostics</c>: the pipeline that operators, load tests and fault tests start.</summary>
public sealed class DiagnosticsOptions
{
    public const string Section = "Diagnostics";

    /// <summary>Whether this worker has the pipeline. Off by default: a job can ask for any amount of processor time.</summary>
    public bool Enabled { get; set; }

    /// <summary>The most hash rounds that one item, or the seal, may request from this worker. 1 to 10^12; 10^10 by default.</summary>
    [Range(1, 1_000_000_000_000)]
    public long MaxRounds { get; set; } = 10_000_000_000;
}
