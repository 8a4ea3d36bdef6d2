using AspireStreaming.Edge.Sse;

namespace AspireStreaming.Edge.Ops;

/// <summary>One open stream of one job. A connection of many jobs has one stream for each.</summary>
/// <param name="Stream">Names it within its node.</param>
/// <param name="Client">Address and port of the client, or of the proxy before it.</param>
/// <param name="Dialect">The format of its events.</param>
/// <param name="LastEventId">The last event that was sent, or the client's cursor.</param>
/// <param name="LagEvents">Events of the job that were not sent yet.</param>
/// <param name="LagSeconds">How long there have been such events, to about a second.</param>
/// <param name="Since">When it was opened.</param>
/// <param name="Resumed">It goes on where an earlier stream ended.</param>
/// <param name="Events">Events that were sent.</param>
/// <param name="Bytes">Bytes of the connection's body that were sent.</param>
/// <param name="Resets">Snapshots that were sent in place of events.</param>
/// <param name="LargestLag">The most events that it was behind since it had caught up once.</param>
public sealed record StreamReport(
    string NodeId,
    long Stream,
    string Client,
    Guid JobId,
    string Dialect,
    string LastEventId,
    long LagEvents,
    double LagSeconds,
    DateTimeOffset Since,
    bool Resumed,
    long Events,
    long Bytes,
    int Resets,
    long LargestLag)
{
    internal static StreamReport Of(string nodeId, StreamLag lag) => new(
        nodeId,
        lag.Stream.Number,
        lag.Stream.Origin.Client,
        lag.Stream.JobId,
        lag.Stream.Dialect.Name,
        lag.Last.ToString(),
        lag.Events,
        Math.Round(lag.Time.TotalSeconds, 1),
        lag.Stream.Since,
        lag.Stream.IsResumed,
        lag.Stream.Events,
        lag.Stream.Bytes,
        lag.Stream.Resets,
        Math.Max(lag.Stream.LargestLag, lag.Events));
}
