using System.ComponentModel.DataAnnotations;

namespace AspireStreaming.Streaming;

/// <summary>Configuration section <c>Demo</c>: showing with sample data what the system is for.</summary>
public sealed class DemoOptions
{
    public const string Section = "Demo";

    /// <summary>
    /// Whether samples may be replayed at reading speed, and the worker that runs such a sample may be killed from the page. By default only in
    /// the environment Development, and in an Api only while it listens on this machine alone.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>The reading speed that the page asks for, in characters a second. 10 to 10,000; 100 by default.</summary>
    [Range(10, 10_000)]
    public int Pace { get; set; } = 100;
}
