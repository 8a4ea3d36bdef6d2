using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Parses with <see cref="CvReader"/>: no model, no network, the same text always gives the same data.</summary>
internal sealed class BuiltinCvParser(CvReader reader) : ICvParser
{
    public Task<CvProfile> ParseAsync(string text, DateOnly today, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(reader.Read(text, today));
    }
}
