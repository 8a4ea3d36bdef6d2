using System.Buffers;
using System.Text.Json;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Ops;

/// <summary>
/// Reads the state of the system, once a second at most however many watch. Each node that serves streams is asked for its totals and its
/// slowest streams, so the work does not grow with the number of streams.
/// </summary>
internal sealed class OpsReader(
    INodeRegistry registry, INodeCalls calls, IJobQueue queue, OpsJobs jobs, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Event name of the frame.</summary>
    public const string EventName = "ops_state";

    /// <summary>Of one node, and of all nodes.</summary>
    public const int MostStreams = 50;

    private const int MostNodes = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<OpsFrame>? _reading;
    private long _readAt;

    /// <summary>The state, a second old at most, or as it will be read.</summary>
    /// <exception cref="StoreUnavailableException">The store can't be reached.</exception>
    public Task<OpsFrame> GetAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_reading is null || (_reading.IsCompleted && time.GetElapsedTime(_readAt) >= Interval))
            {
                _readAt = time.GetTimestamp();
                using (ExecutionContext.IsFlowSuppressed() ? null : (IDisposable)ExecutionContext.SuppressFlow()) // others may wait for it: it is not of this request
                {
                    _reading = Task.Run(ReadAsync, CancellationToken.None);
                }
            }

            return _reading.WaitAsync(cancellationToken);
        }
    }

    private async Task<OpsFrame> ReadAsync()
    {
        var stopping = lifetime.ApplicationStopping;
        var nodes = await OpsNodes.ReadAsync(registry, stopping);
        var reporting = Task.WhenAll(nodes.WithStreams.Select(async node => (node.NodeId, Report: await AskAsync(node.NodeId, stopping))));
        var depth = await queue.MeasureAsync(stopping);
        var known = await jobs.ReadAsync(nodes, depth.Waiting, stopping);
        var failures = await jobs.FailuresAsync(known, stopping);
        var answers = (await reporting).Where(answer => answer.Report is not null).ToDictionary(answer => answer.NodeId, answer => answer.Report!);
        var reports = answers.Values;
        return new OpsFrame(new OpsState(
            time.GetUtcNow(),
            Math.Round(nodes.Live.Sum(node => node.EventsPerSecond), 2),
            Math.Round(reports.Sum(report => report.DeliveriesPerSecond), 2),
            LatencyWindow.Percentiles(reports.Select(report => report.Latency)),
            reports.Sum(report => report.Watchers),
            nodes.Running,
            new OpsQueue(depth.Waiting, depth.Claimed, depth.Waiting > 0 ? Math.Round(depth.OldestWait.TotalSeconds, 1) : null),
            [.. nodes.Describe(known, answers.Keys.ToHashSet()).Take(MostNodes)],
            OpsJobs.Active(known, nodes),
            [.. reports.SelectMany(report => report.Slowest)
                .OrderByDescending(stream => stream.LagSeconds).ThenByDescending(stream => stream.LagEvents).ThenBy(stream => stream.Since)
                .Take(MostStreams)],
            failures));
    }

    /// <returns>Null when the node does not answer: its heartbeat is shown without its streams.</returns>
    private async Task<NodeReport?> AskAsync(string nodeId, CancellationToken cancellationToken)
    {
        try
        {
            return await calls.CallAsync(nodeId, new NodeCall(ReportCommand.CommandName, default), AnswerTimeout, cancellationToken)
                .WaitAsync(2 * AnswerTimeout, time, cancellationToken) is { } json
                ? JsonSerializer.Deserialize(json, OpsJson.Wire.NodeReport)
                : null;
        }
        catch (Exception e) when (e is StoreUnavailableException or TimeoutException or JsonException) // no subscription, or another version
        {
            return null;
        }
    }
}

/// <summary>A state, and its frame for all who watch.</summary>
internal sealed class OpsFrame
{
    public OpsFrame(OpsState state)
    {
        State = state;
        var frame = new ArrayBufferWriter<byte>();
        SseFrame.Write(frame, null, OpsReader.EventName, JsonSerializer.SerializeToUtf8Bytes(state, OpsJson.Wire.OpsState)); // no id: there is nothing to resume
        Bytes = frame.WrittenMemory;
    }

    public OpsState State { get; }

    public ReadOnlyMemory<byte> Bytes { get; }
}
