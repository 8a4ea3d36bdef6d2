using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Ai;
using AspireStreaming.Worker.Ai.Answers;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.Optimization;

/// <summary>A language model's edits, without edits that replace missing text, or add a figure or a skill that the résumé does not contain.</summary>
internal sealed class ModelResumeOptimizer(LanguageModel model) : IResumeOptimizer
{
    private const int MostEdits = 20;

    public async Task<IReadOnlyList<Suggestion>> SuggestAsync(ResumeReview review, CancellationToken cancellationToken)
    {
        var prompt = PromptTemplate.Load("tailor-edits").Render(
            new Dictionary<string, string>
            {
                ["posting"] = review.PostingText ?? "There is no posting: edit the CV for the trade and the level that it shows.",
                ["cv"] = review.Resume,
            },
            new Dictionary<string, string> { ["max_edits"] = $"{MostEdits}" });
        var answer = await model.CompleteAsync(prompt, AnswersJson.Default.TailorAnswer, cancellationToken);
        var resume = new TermIndex(review.Resume);
        return [.. answer.Edits
            .Where(e => IsSound(e, review, resume))
            .Take(MostEdits)
            .Select((e, i) => new Suggestion(
                $"edit-{i + 1}", SuggestionKind.Edit, e.Section, e.Before, e.After, e.Summary,
                e.Keywords.Count == 0 ? e.Summary : $"{e.Summary} ({string.Join(", ", e.Keywords)})", OpOf(e)))];
    }

    private static bool IsSound(TailorEdit edit, ResumeReview review, TermIndex resume)
    {
        bool before = edit.Op == "add"
            ? edit.Before.Length == 0
            : edit.Before.Length > 0 && Squeezed(review.Resume).Contains(Squeezed(edit.Before), StringComparison.Ordinal);
        return before
            && (edit.Op == "remove") == (edit.After.Length == 0)
            && Words.Of(edit.After).Where(w => w.HasDigit).All(w => resume.Contains(w.Text))
            && SkillLexicon.Builtin.Find(edit.After).All(m => m.Skill.IsSoft || review.Cv.KnownSkills.Contains(m.Skill.Name) || resume.Contains(m.Skill.Name));
    }

    private static string Squeezed(string text) => Words.Squeeze(text);

    private static DiffOp OpOf(TailorEdit edit) => edit.Op switch
    {
        "add" => DiffOp.Add,
        "remove" => DiffOp.Remove,
        _ => DiffOp.Change,
    };
}
