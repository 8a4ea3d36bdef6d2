using System.Collections.Frozen;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>
/// Verifies mechanically that a text states only facts of the résumé: its phrases, cut at punctuation, occur in the résumé word
/// for word, except for a closed vocabulary of connecting words and of verbs that replace a phrase ("Responsible for managing" to "Managed").
/// So every number, date, skill, organisation and title in the text comes from the résumé. A month in another style is the same fact.
/// </summary>
public sealed class FactGuard
{
    // No word in this list names a number, a skill, an organisation, a person or a title.
    private static readonly FrozenSet<string> Connectives = """
        a an and as at by experience for from in including of on or since skilled skills summary the to with years year also
        ans annee annees au aux autres avec competences d dans de depuis des du en et l la le les ou par pour profil un une
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Concat(BulletOpenings.Vocabulary).ToFrozenSet(StringComparer.Ordinal);

    private readonly TermIndex _facts;

    /// <param name="resume">The original text.</param>
    public FactGuard(string resume) => _facts = new TermIndex(DateStyle.Canonicalise(string.Join('\n', ResumeText.Split(resume).Select(LineEdits.Clean))));

    /// <summary>The first phrase of <paramref name="text"/> that the résumé does not contain, or null when the text states no new fact.</summary>
    public string? FindInvention(string text)
    {
        var canonical = DateStyle.Canonicalise(text);
        var words = Words.Of(canonical);
        for (var i = 0; i < words.Count;)
        {
            var end = i + 1;
            while (end < words.Count && !words[end].Breaks) end++;
            var phrase = words.GetRange(i, end - i);
            if (!_facts.Contains(phrase) && Unfounded(phrase) is { } run)
                return canonical[run[0].Start..(run[^1].Start + run[^1].Length)];
            i = end;
        }
        return null;
    }

    public bool Allows(string text) => FindInvention(text) is null;

    private List<Word>? Unfounded(List<Word> phrase)
    {
        for (var i = 0; i < phrase.Count;)
        {
            if (Connectives.Contains(phrase[i].Text))
            {
                i++;
                continue;
            }
            var end = i + 1;
            while (end < phrase.Count && !Connectives.Contains(phrase[end].Text)) end++;
            var run = phrase.GetRange(i, end - i);
            if (!_facts.Contains(run)) return run;
            i = end;
        }
        return null;
    }
}
