namespace AspireStreaming.Streaming;

/// <summary>
/// The names of the spans and of their attributes, also of those of log lines. <c>docs/tracing.md</c> explains them. Attributes that the
/// semantic conventions of OpenTelemetry define have the names from there.
/// </summary>
public static class TraceNames
{
    // Spans. The names have few values: the pipeline and the step are part of them, ids and keys are not.
    public const string QueueWait = "queue wait";
    public const string Append = "append";
    public const string FanOut = "fan-out";
    public const string Stream = "stream";

    // Of jobs
    public const string JobId = "job.id";
    public const string JobPipeline = "job.pipeline";
    public const string JobAttempt = "job.attempt";
    public const string JobStep = "job.step";
    public const string JobItem = "job.item";
    public const string JobOutcome = "job.outcome";

    // Of events: ids such as 2-43
    public const string FirstEvent = "event.first_id";
    public const string LastEvent = "event.last_id";
    public const string EventCount = "event.count";

    // Of streams
    public const string StreamDialect = "stream.dialect";
    public const string StreamBytes = "stream.bytes";
    public const string StreamResumed = "stream.resumed";
    public const string StreamResets = "stream.resets";
    public const string StreamLargestLag = "stream.largest_lag";
    public const string StreamEnd = "stream.end";
    public const string StreamWatchers = "stream.watchers";

    // Of the semantic conventions
    public const string ErrorType = "error.type";
    public const string ClientAddress = "client.address";
    public const string ClientPort = "client.port";
    public const string MessagingSystem = "messaging.system";
    public const string MessagingOperation = "messaging.operation.name";
    public const string MessagingOperationType = "messaging.operation.type";
    public const string MessagingDestination = "messaging.destination.name";
    public const string MessagingMessageId = "messaging.message.id";
    public const string MessagingBatchCount = "messaging.batch.message_count";

    /// <summary>The value of <see cref="MessagingSystem"/>.</summary>
    public const string System = "aspire_streaming";

    public static string Attempt(string pipeline) => $"run {pipeline}";

    public static string Step(string step) => $"step {step}";

    public static string Item(string step) => $"item {step}";
}
