using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.Optimization;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>
/// Plans a language model's edits. <see cref="IResumeOptimizer"/> checks them against the résumé's facts; each edit gets whole lines. The
/// advice stays the built-in advice: it follows from the missing points.
/// </summary>
internal sealed class ModelEditPlanner(IResumeOptimizer optimizer) : IEditPlanner
{
    /// <summary>The most lines of a wrapped passage that a model names.</summary>
    private const int MostLines = 12;

    public async Task<EditPlan> PlanAsync(Analysis analysis, CancellationToken cancellationToken)
    {
        var review = new ResumeReview(
            analysis.Resume, analysis.PostingText, analysis.Cv, analysis.Posting, analysis.Today, analysis.Fit.Overall);
        var suggestions = await optimizer.SuggestAsync(review, cancellationToken);
        var resume = ResumeText.Of(analysis.Resume, analysis.Cv);
        var placed = new List<Placed>();
        foreach (var suggestion in suggestions.Where(s => s.Op is not null))
        {
            if (Place(resume, suggestion) is { } edit && !placed.Exists(edit.Overlaps))
            {
                placed.Add(edit);
            }
        }

        var edits = new List<ResumeEdit>();
        int shift = 0;
        foreach (var edit in placed.OrderBy(p => p.First).ThenBy(p => p.End))
        {
            edits.Add(edit.ToEdit(edit.First + shift));
            shift += edit.After.Length - (edit.End - edit.First);
        }

        return new EditPlan(edits, EditPlanner.Plan(analysis.Resume, analysis.Cv, analysis.Posting, analysis.Fit, analysis.Reader).Advice);
    }

    private static Placed? Place(ResumeText resume, Suggestion suggestion) => suggestion.Op == DiffOp.Add
        ? new Placed(suggestion, EndOf(resume, suggestion.Section), EndOf(resume, suggestion.Section), [], suggestion.After.Split('\n'))
        : PlaceOnLines(resume.Lines, suggestion);

    /// <summary>The fewest lines that contain the passage, with folded white space. The rest of these lines stays unchanged.</summary>
    private static Placed? PlaceOnLines(IReadOnlyList<string> lines, Suggestion suggestion)
    {
        string passage = Words.Squeeze(suggestion.Before);
        for (int count = 1; count <= MostLines; count++)
        {
            for (int first = 0; first + count <= lines.Count; first++)
            {
                string[] before = [.. lines.Skip(first).Take(count)];
                string text = Words.Squeeze(string.Join(' ', before));
                int at = text.IndexOf(passage, StringComparison.Ordinal);
                if (at < 0)
                {
                    continue;
                }

                string rest = Words.Squeeze(string.Concat(text.AsSpan(0, at), suggestion.After, text.AsSpan(at + passage.Length)));
                string indent = before[0][..ResumeText.Indent(before[0])];
                return new Placed(suggestion, first, first + count, before, rest.Trim('-', '•', '*', ' ').Length == 0 ? [] : [indent + rest]);
            }
        }

        return null;
    }

    /// <summary>The line after the section's last line with content; the end of the résumé when it has no such section.</summary>
    private static int EndOf(ResumeText resume, string heading)
    {
        var section = resume.Sections.FirstOrDefault(s => s.Heading.Trim(' ', '#', ':').Equals(heading.Trim(), StringComparison.OrdinalIgnoreCase));
        int end = section?.End ?? resume.Lines.Count;
        while (end > 0 && string.IsNullOrWhiteSpace(resume.Lines[end - 1]))
        {
            end--;
        }

        return end;
    }

    /// <param name="First">The first line of the original that the edit replaces.</param>
    /// <param name="End">The line after the last; the same as <paramref name="First"/> for an addition.</param>
    private sealed record Placed(Suggestion Suggestion, int First, int End, string[] Before, string[] After)
    {
        public bool Overlaps(Placed other) => First < other.End && other.First < End;

        public ResumeEdit ToEdit(int line) => new(
            Suggestion.Section,
            Before.Length == 0 ? DiffOp.Add : After.Length == 0 ? DiffOp.Remove : DiffOp.Change,
            string.Join('\n', Before),
            string.Join('\n', After),
            Suggestion.Summary,
            Suggestion.Reason,
            line);
    }
}
