using System.Diagnostics.Metrics;
using AspireStreaming.Streaming;
using Microsoft.Extensions.AI;

namespace AspireStreaming.Worker.Ai;

/// <summary>What the library's own <c>gen_ai.client.*</c> metrics of tokens, durations and first chunks don't tell.</summary>
internal static class ModelMetrics
{
    private static readonly Histogram<double> AnswerRate = StreamingDiagnostics.Meter.CreateHistogram<double>(
        "ai.answer.rate",
        "{token}/s",
        "Output tokens of an answer per second of its call. The time that the reader of a stream takes does not count.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2, 5, 10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000] });

    /// <summary>An answer is complete.</summary>
    /// <param name="duration">Time that the model took.</param>
    public static void Answered(string? model, UsageDetails? usage, TimeSpan duration)
    {
        if (usage?.OutputTokenCount is { } tokens and > 0 && duration > TimeSpan.Zero)
        {
            AnswerRate.Record(tokens / duration.TotalSeconds, new KeyValuePair<string, object?>("gen_ai.request.model", model));
        }
    }
}
