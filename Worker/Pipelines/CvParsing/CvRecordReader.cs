using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Turns the text of one CV among many into its <see cref="CvRecord"/>.</summary>
internal static class CvRecordReader
{
    /// <exception cref="UnreadableCvException">This text can't be parsed; other texts may work.</exception>
    /// <exception cref="PipelineException">No text can be parsed: the model refuses the key.</exception>
    public static async Task<CvRecord> ReadRecordAsync(
        this ICvReader reader, string name, string text, DateOnly today, CancellationToken cancellationToken)
    {
        var cv = await ModelFailure.TranslateAsync(() => reader.ReadAsync(text, today, cancellationToken));
        return IsEmpty(cv)
            ? throw new UnreadableCvException("not_a_cv", "Aucune information de CV n'a été reconnue dans le texte.")
            : CvRecords.From(name, cv);
    }

    private static bool IsEmpty(CvProfile cv) =>
        cv.FullName is null && cv.Title is null && cv.Contact.Email is null && cv.Contact.Phone is null
        && cv.Positions.Count == 0 && cv.Education.Count == 0 && cv.Skills.Count == 0;
}
