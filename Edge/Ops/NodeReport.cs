namespace AspireStreaming.Edge.Ops;

/// <summary>What a node that serves streams tells of itself to an operator's node.</summary>
/// <param name="Latency">Buckets of <see cref="LatencyWindow"/>.</param>
/// <param name="Slowest">Its slowest streams, the slowest first, at most <see cref="OpsReader.MostStreams"/>.</param>
internal sealed record NodeReport(int Watchers, int Jobs, double DeliveriesPerSecond, IReadOnlyList<long> Latency, IReadOnlyList<StreamReport> Slowest);
