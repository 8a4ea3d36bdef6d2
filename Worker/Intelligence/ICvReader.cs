using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Turns the text of a CV into data. Safe for concurrent use.</summary>
public interface ICvParser
{
    /// <param name="text">The text as extracted from a document.</param>
    /// <param name="today">The day up to which a current position counts.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="AiException">A language model failed.</exception>
    Task<CvProfile> ParseAsync(string text, DateOnly today, CancellationToken cancellationToken);
}
