using System.Text.Json;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Ops;

/// <summary>Answers with the <see cref="NodeReport"/> of this node. However many ask, it is made twice a second at most.</summary>
internal sealed class ReportCommand(JobStreamHub hub, LatencyWindow latency, NodeIdentity identity, TimeProvider time) : INodeCommand
{
    public const string CommandName = "ops-report";

    /// <summary>After this long without a report, a mean would be of the past.</summary>
    private const double MostSeconds = 10;

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private (byte[] Json, long At, long Delivered)? _last;

    public string Name => CommandName;

    /// <summary>Calls don't overlap: a node answers one at a time.</summary>
    public Task<byte[]> ExecuteAsync(ReadOnlyMemory<byte> argument, CancellationToken cancellationToken)
    {
        if (_last is not { } last || time.GetElapsedTime(last.At) >= Fresh)
        {
            long delivered = hub.Delivered;
            double seconds = _last is { } before ? time.GetElapsedTime(before.At).TotalSeconds : 0;
            double rate = seconds is > 0 and < MostSeconds ? Math.Max(0, delivered - _last!.Value.Delivered) / seconds : 0;
            var report = new NodeReport(
                hub.Watchers,
                hub.Jobs,
                Math.Round(rate, 2),
                latency.Read(),
                [.. StreamAudit.Slowest(hub.ListLags(), OpsReader.MostStreams).Select(lag => StreamReport.Of(identity.Id, lag))]);
            _last = last = (JsonSerializer.SerializeToUtf8Bytes(report, OpsJson.Wire.NodeReport), time.GetTimestamp(), delivered);
        }

        return Task.FromResult(last.Json);
    }
}
