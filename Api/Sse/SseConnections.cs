using Microsoft.Extensions.Options;

namespace AspireStreaming.Api.Sse;

/// <summary>Makes connections with what they all need.</summary>
internal sealed class SseConnections(
    JobStreamHub hub, SnapshotReader snapshots, IOptions<ApiOptions> options, TimeProvider time)
{
    public SseConnection Create(HttpContext http, IDialect dialect) => new(http, dialect, hub, snapshots, options.Value, time);

    public MultiplexedConnection CreateMultiplexed(HttpContext http, IDialect dialect) =>
        new(http, dialect, hub, snapshots, options.Value, time);
}
