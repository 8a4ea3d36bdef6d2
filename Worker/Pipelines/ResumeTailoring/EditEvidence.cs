using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>Finds the sentence of a posting that an edit answers, and the line of the résumé that supports it, by the terms that they share.</summary>
internal sealed class EditEvidence
{
    private const int SkillWeight = 3;

    // One ordinary word in common is chance.
    private const int LeastShared = 2;

    private readonly List<Source> _posting;
    private readonly List<Source> _resume;

    /// <param name="resume">The original résumé.</param>
    /// <param name="posting">The posting; one without requirements asks for nothing.</param>
    public EditEvidence(string resume, JobPosting posting)
    {
        _posting = Sources(posting.Requirements.Select(r => r.Text).Concat(posting.Responsibilities).Prepend(posting.Title ?? ""));
        _resume = Sources(TextLines.Split(resume));
    }

    /// <param name="before">The replaced lines; empty for an addition.</param>
    /// <param name="after">The new lines; empty for a removal.</param>
    public DiffEvidence Of(string before, string after)
    {
        var edit = Terms(after.Length > 0 ? after : before);
        var offer = Best(_posting, source => Shared(source.Terms, edit));
        // The first of the replaced lines, as long as no other line says more about what the posting asks for.
        var own = before.Length > 0 ? Sources(TextLines.Split(before)) : _resume;
        var line = offer is null ? null : Best(own, source => 2 * Shared(source.Terms, offer.Terms) + Shared(source.Terms, edit));
        line ??= before.Length > 0 ? own.FirstOrDefault() : Best(own, source => Shared(source.Terms, edit));
        return new DiffEvidence(offer?.Text, line?.Text);
    }

    private static Source? Best(List<Source> sources, Func<Source, int> value) =>
        sources.Where(source => value(source) >= LeastShared).MaxBy(value);

    private static int Shared(Dictionary<string, int> some, Dictionary<string, int> others) => some.Where(term => others.ContainsKey(term.Key)).Sum(term => term.Value);

    private static List<Source> Sources(IEnumerable<string> lines) =>
        [.. lines.Select(line => Words.Squeeze(TextLines.WithoutBullet(line))).Select(line => new Source(line, Terms(line))).Where(source => source.Terms.Count > 0)];

    private static Dictionary<string, int> Terms(string text)
    {
        var terms = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var mention in SkillLexicon.Builtin.Find(text).Where(m => !m.Skill.IsSoft))
        {
            terms[$"skill {mention.Skill.Name}"] = SkillWeight;
        }

        foreach (var word in Words.Of(text).Where(w => Lexicon.IsTelling(w.Text)))
        {
            terms[Lexicon.Stem(word.Text)] = 1;
        }

        return terms;
    }

    private sealed record Source(string Text, Dictionary<string, int> Terms);
}
