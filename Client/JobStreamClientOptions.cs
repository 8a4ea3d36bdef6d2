using AspireStreaming.Streaming;

namespace AspireStreaming.Client;

/// <summary>Addresses and time-outs of <see cref="JobStreamClient"/>.</summary>
public sealed class JobStreamClientOptions
{
    /// <summary>The longest delay that a server can ask for.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The Api's addresses, such as <c>https://jobs.example.org/</c>; any of them serves any job, so a client that loses one goes on
    /// at the next. Empty: the <see cref="HttpClient.BaseAddress"/>.
    /// </summary>
    public IReadOnlyList<Uri> BaseAddresses { get; init; } = [];

    /// <summary>How often a request that may be repeated is tried in all. 1 or more; 5 by default.</summary>
    public int RequestTries { get; init; } = 5;

    /// <summary>The longest wait for the headers of a stream. More than 0; 10 s by default.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A stream without a frame for this long is closed. More than 0, and more than two heartbeats of the server;
    /// 35 s by default.
    /// </summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>The longest first delay before another try. More than 0; 500 ms by default. The server's <c>retry:</c> may ask for more.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The upper bound of the growing delays. <see cref="MinBackoff"/> or more; 20 s by default.</summary>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A watch that got no frame for this long fails. More than 0; 10 minutes by default.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest frame, in bytes, so that an endless line can't fill the memory. 1 KiB or more; 64 MiB by default.</summary>
    public int MaxFrameBytes { get; init; } = 64 << 20;

    /// <summary>Called before each wait for another connection. Must not throw.</summary>
    public Action<JobReconnect>? Reconnecting { get; init; }

    /// <summary>The delay after a number of failures, or the delay that the server asks for if that is longer, up to a limit.</summary>
    internal TimeSpan Delay(int failures, TimeSpan? asked)
    {
        var delay = Backoff.Delay(failures, MinBackoff, MaxBackoff);
        return asked > delay ? TimeSpan.FromTicks(Math.Min(asked.Value.Ticks, LongestAsked.Ticks)) : delay;
    }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(RequestTries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ConnectTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(SilenceTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MinBackoff, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBackoff, MinBackoff);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(GiveUpAfter, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFrameBytes, 1024);
    }
}

/// <summary>The connection ended and the watch will reconnect.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Cursor">Where the watch continues.</param>
/// <param name="Failures">How many connections in a row failed.</param>
/// <param name="Delay">How long the watch waits before it reconnects.</param>
/// <param name="Next">The server that the watch connects to next.</param>
/// <param name="Cause">The error; null when the server ended the stream, as before a restart.</param>
public sealed record JobReconnect(Guid JobId, JobCursor Cursor, int Failures, TimeSpan Delay, Uri Next, Exception? Cause);
