using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Turns a CV's text into data. Safe for concurrent use.</summary>
public interface ICvParser
{
    /// <param name="text">As extracted from a document.</param>
    /// <param name="today">The day up to which a current position counts.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="UnreadableCvException">This text can't be parsed; another one may be.</exception>
    /// <exception cref="Execution.PipelineException">No text can be parsed now, such as when the model is away.</exception>
    Task<CvProfile> ParseAsync(string text, DateOnly today, CancellationToken cancellationToken);
}

/// <summary>One CV that can't be parsed, whatever becomes of the others.</summary>
/// <param name="code">Stable and snake_case.</param>
/// <param name="message">For people, in French as all of this pipeline's texts.</param>
public sealed class UnreadableCvException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
