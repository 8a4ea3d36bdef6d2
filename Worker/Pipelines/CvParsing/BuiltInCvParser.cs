using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>By <see cref="CvReader"/>: no model, no network, the same text always gives the same data.</summary>
internal sealed class BuiltInCvParser(CvReader reader) : ICvParser
{
    public Task<CvProfile> ParseAsync(string text, DateOnly today, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var cv = reader.Read(text, today);
        return IsEmpty(cv)
            ? throw new UnreadableCvException("not_a_cv", "Aucune information de CV n'a été reconnue dans le texte.")
            : Task.FromResult(cv);
    }

    private static bool IsEmpty(CvProfile cv) =>
        cv.FullName is null && cv.Title is null && cv.Contact.Email is null && cv.Contact.Phone is null
        && cv.Positions.Count == 0 && cv.Education.Count == 0 && cv.Skills.Count == 0;
}
