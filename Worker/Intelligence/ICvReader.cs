using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Turns the text of a CV into data. Safe for concurrent use.</summary>
public interface ICvReader
{
    /// <param name="text">The text as extracted from a document, with its layout.</param>
    /// <param name="today">The day up to which a current position counts.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="AiException">The language model refuses the worker's key.</exception>
    Task<CvProfile> ReadAsync(string text, DateOnly today, CancellationToken cancellationToken);
}
