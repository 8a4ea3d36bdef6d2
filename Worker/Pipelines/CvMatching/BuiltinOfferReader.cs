using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Reads offers with <see cref="PostingReader"/>.</summary>
internal sealed class BuiltinOfferReader(PostingReader reader) : IOfferReader
{
    public Task<JobPosting> ReadAsync(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(reader.Read(text));
    }
}
