using System.Diagnostics;
using System.Diagnostics.Metrics;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>The metrics of Redis as its clients see it, and of the server's memory.</summary>
internal static class RedisMetrics
{
    /// <summary>The name and the attributes are those of the OpenTelemetry conventions for database clients.</summary>
    public static readonly Histogram<double> Duration = StreamingDiagnostics.Meter.CreateHistogram<double>(
        "db.client.operation.duration",
        "s",
        "One call to Redis, from the request to the reply.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10],
        });

    private static readonly Counter<long> Errors = StreamingDiagnostics.Meter.CreateCounter<long>(
        "redis.errors", "{error}", "Calls that failed, and error replies within a script, by type.");

    private static readonly Counter<long> Reconnects = StreamingDiagnostics.Meter.CreateCounter<long>(
        "redis.reconnects", "{connection}", "Connections of this process that were made anew after a loss: for commands, and for subscriptions.");

    private static readonly KeyValuePair<string, object?> System = new("db.system.name", "redis");
    private static readonly KeyValuePair<string, object?> Commands = new("connection", "commands");
    private static readonly KeyValuePair<string, object?> Subscriptions = new("connection", "subscriptions");

    /// <summary>The first values: without them, the first error after a start is no increase.</summary>
    public static void Begin()
    {
        Reconnects.Add(0, Commands);
        Reconnects.Add(0, Subscriptions);
        Errors.Add(0, ErrorType("unreachable"));
    }

    public static void CommandsRestored() => Reconnects.Add(1, Commands);

    public static void SubscriptionsRestored() => Reconnects.Add(1, Subscriptions);

    /// <summary>A call has ended.</summary>
    /// <param name="began">Timestamp of its start.</param>
    /// <param name="script">The script that it runs; null for a command.</param>
    public static void Ended(long began, string? script, Exception? failure)
    {
        string? error = failure is null ? null : TypeOf(failure);
        if (error is not null)
        {
            Errors.Add(1, ErrorType(error));
        }

        if (!Duration.Enabled)
        {
            return;
        }

        var tags = new TagList(new ReadOnlySpan<KeyValuePair<string, object?>>(in System));
        if (script is not null)
        {
            tags.Add("db.stored_procedure.name", script);
        }

        if (error is not null)
        {
            tags.Add("error.type", error);
        }

        Duration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
    }

    /// <summary>A script has returned an error reply.</summary>
    /// <param name="message">As in <c>OOM command not allowed …</c>.</param>
    public static void Refused(string message) => Errors.Add(1, ErrorType(Prefix(message)));

    /// <param name="isReceiving">Whether the node receives published events.</param>
    /// <param name="servers">What is known of each server's memory.</param>
    /// <returns>One of the instruments: enabled when somebody listens.</returns>
    public static Instrument Observe(Func<bool> isReceiving, Func<IReadOnlyList<RedisMemory>> servers)
    {
        var meter = StreamingDiagnostics.Meter;
        meter.CreateObservableGauge("redis.subscriber.up", () => isReceiving() ? 1 : 0, null, "1 while this process receives published events; 0 while it only polls.");
        meter.CreateObservableGauge("redis.maxmemory", () => servers().Select(s => Of(s.Limit, s)), "By", "The server's memory limit; 0 without one.");
        meter.CreateObservableGauge("redis.evicting", () => servers().Select(s => Of(s.Evicts ? 1 : 0, s)), null, "1 when the server's policy may remove keys that are in use.");
        meter.CreateObservableCounter("redis.keys.evicted", () => servers().Select(s => Of(s.EvictedKeys, s)), "{key}", "Keys that the server has removed because of its memory limit.");
        return meter.CreateObservableGauge("redis.memory.used", () => servers().Select(s => Of(s.Used, s)), "By", "Memory that the server uses.");
    }

    private static Measurement<long> Of(long value, RedisMemory server) =>
        new(value, new("server.address", server.Address), new("server.port", server.Port));

    private static KeyValuePair<string, object?> ErrorType(string type) => new("error.type", type);

    private static string TypeOf(Exception failure) => failure switch
    {
        RedisServerException e => Prefix(e.Message),
        TimeoutException => "timeout",
        RedisConnectionException or InvalidOperationException => "unreachable",
        _ => failure.GetType().Name,
    };

    /// <summary>The code that an error reply begins with: upper-case letters, so that there are few of them.</summary>
    private static string Prefix(string message)
    {
        int end = message.IndexOf(' ');
        string code = end < 0 ? message : message[..end];
        return code.Length is > 0 and <= 16 && code.All(char.IsAsciiLetterUpper) ? code : "ERR";
    }
}
