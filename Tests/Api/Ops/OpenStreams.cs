using System.Diagnostics;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Ops;

/// <summary>Open streams without connections.</summary>
internal static class OpenStreams
{
    public static OpenStream Open(Guid jobId, EventId cursor = default, DateTimeOffset since = default) => new(
        new Watcher(), new StreamOrigin("192.0.2.7:1", default(ActivityContext)), jobId, NativeDialect.Instance, cursor, since);

    /// <summary>That many, with lags in no order.</summary>
    public static List<StreamLag> Lags(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count)
            .Select(_ => new StreamLag(Open(Guid.Empty), EventId.None, random.Next(5), TimeSpan.FromSeconds(random.Next(20))))];
    }
}
