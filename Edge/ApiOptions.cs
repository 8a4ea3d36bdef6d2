using System.ComponentModel.DataAnnotations;
using AspireStreaming.Edge.Browsers;

namespace AspireStreaming.Edge;

/// <summary>Configuration section <c>Api</c>.</summary>
public sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Stands for the id of a trace in <see cref="TraceUrl"/>.</summary>
    internal const string TraceIdMark = "{trace_id}";

    /// <summary>A silent connection gets a keep-alive frame after this time. 100 ms to 10 minutes; 15 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Events of a job that come within this time are sent together: less work for a busy job with many watchers, but a delay for
    /// each event. The first event after a quiet time is not delayed. Zero to 1 s; zero, no delay, by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:01")]
    public TimeSpan Coalesce { get; set; }

    /// <summary>How long a stream waits for a job that was not started yet, before the client must reconnect. 1 s to 1 day; 10 minutes by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UnstartedTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The least delay that clients are told to wait before they reconnect. 10 ms to 1 minute; 1 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan RetryLeast { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such delay: each is random, so that clients don't all reconnect at once after a restart.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan RetryMost { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>The largest JSON body. 1 KiB to 1 GiB; 4 MiB by default.</summary>
    [Range(1024, 1 << 30)]
    public int MaxJsonBytes { get; set; } = 4 << 20;

    /// <summary>The largest multipart body, all files together. 1 KiB to 1 GiB; 64 MiB by default.</summary>
    [Range(1024, 1 << 30)]
    public int MaxUploadBytes { get; set; } = 64 << 20;

    /// <summary>The most files of one request. 1 to 1,000; 100 by default.</summary>
    [Range(1, 1000)]
    public int MaxFiles { get; set; } = 100;

    /// <summary>Memory for the frames of all watched jobs of this node. 1 MiB to 1 TiB; 256 MiB by default.</summary>
    [Range(1L << 20, 1L << 40)]
    public long WindowBytes { get; set; } = 256L << 20;

    /// <summary>The largest part of that memory for one job. 64 KiB to 1 GiB; 8 MiB by default.</summary>
    [Range(64L << 10, 1L << 30)]
    public long WindowBytesPerJob { get; set; } = 8L << 20;

    /// <summary>A watcher that fell out of the window and is this many events behind gets the snapshot instead of the events. 1 or more; 20,000 by default.</summary>
    [Range(1, int.MaxValue)]
    public int ResetAfterEvents { get; set; } = 20_000;

    /// <summary>
    /// A stream whose client has read nothing for this long is cut, because it holds memory. A client that is alive reconnects and
    /// continues from its cursor. 100 ms to 1 hour; 2 minutes by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// With traces on, how often the fan-out of a watched job is recorded as a span, beside that of its last event. 100 ms to 1 day; 10 s
    /// by default.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan FanOutSpanInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Where a person looks at the trace of a job, with <c>{trace_id}</c> in place of its id, such as
    /// <c>https://dashboard.example.org/traces/detail/{trace_id}</c>. The page links to it. The AppHost sets that of its dashboard.
    /// </summary>
    [RegularExpression(@"https?://[^\s{}]+\{trace_id\}[^\s{}]*", ErrorMessage = "{0} must be a http or https URL with {{trace_id}} in it.")]
    public string? TraceUrl { get; set; }

    /// <summary>The most open connections, streams and others; more are closed at once. Must be below the process's limit of open files. 1 to 1,000,000; 16,000 by default.</summary>
    [Range(1, 1_000_000)]
    public int MaxConnections { get; set; } = 16_000;

    /// <summary>
    /// Host names that requests may be for, beside <c>localhost</c> and the names and addresses of this machine, such as
    /// <c>jobs.example.org</c> or <c>*.example.org</c>. A request for another name gets 400: a page could make its own name lead here. <c>*</c> allows
    /// any.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// Origins beside the Api's own whose pages may call it, such as <c>https://app.example.org</c>. A page on another port of this machine is
    /// of another origin.
    /// </summary>
    [Origins]
    public IList<string> AllowedOrigins { get; } = [];
}
