using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <param name="Category"><c>keywords</c>, <c>experience</c>, <c>skills</c>, <c>title</c>, <c>format</c> or <c>risk</c>.</param>
/// <param name="Message">In the language of the résumé; names the facts that it is based on.</param>
public sealed record Insight(string Category, Importance Importance, string Message);
