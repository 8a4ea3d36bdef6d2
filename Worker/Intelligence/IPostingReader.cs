using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Turns the text of a job posting into data. Safe for concurrent use.</summary>
public interface IPostingReader
{
    /// <param name="text">The text as given or as extracted from a document or a page.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="AiException">The language model refuses the worker's key.</exception>
    Task<JobPosting> ReadAsync(string text, CancellationToken cancellationToken);
}
