using AspireStreaming.Streaming.Execution;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.CvParsing;

/// <summary>Turns the text of one CV among many into its <see cref="CvRecord"/>.</summary>
internal static class CvRecordReader
{
    /// <exception cref="UnreadableCvException">This text can't be parsed; other texts may work.</exception>
    /// <exception cref="PipelineException">No text can be parsed now: the model is unavailable.</exception>
    public static async Task<CvRecord> ReadRecordAsync(
        this ICvParser parser, string name, string text, DateOnly today, CancellationToken cancellationToken)
    {
        try
        {
            var cv = await parser.ParseAsync(text, today, cancellationToken);
            return IsEmpty(cv)
                ? throw new UnreadableCvException("not_a_cv", "Aucune information de CV n'a été reconnue dans le texte.")
                : CvRecords.From(name, cv);
        }
        catch (AiException e) when (ModelFailure.IsOfTheDocument(e))
        {
            throw new UnreadableCvException(e.Code, $"Le modèle n'a pas pu lire ce CV : {e.Message}", e);
        }
        catch (AiException e)
        {
            throw ModelFailure.ToPipelineException(e);
        }
    }

    private static bool IsEmpty(CvProfile cv) =>
        cv.FullName is null && cv.Title is null && cv.Contact.Email is null && cv.Contact.Phone is null
        && cv.Positions.Count == 0 && cv.Education.Count == 0 && cv.Skills.Count == 0;
}
