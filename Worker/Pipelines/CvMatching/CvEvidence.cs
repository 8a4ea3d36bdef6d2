using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Finds the sentences of a CV that tell about a subject, those about the work first.</summary>
internal sealed partial class CvEvidence(CvRecord cv)
{
    private readonly IReadOnlyList<string> _sentences = Sentences.Of(cv);
    private IReadOnlyList<HashSet<string>>? _skills;

    public IReadOnlyList<string> All => _sentences;

    /// <summary>The positions with their dates; without dates, the sentence that states the years.</summary>
    public IEnumerable<string> Years()
    {
        var dated = cv.Experiences.Where(e => e.Debut is not null || e.EnCours).Select(Dated).ToList();
        return dated.Count > 0 ? dated : _sentences.Where(s => StatedYears().IsMatch(s)).Take(1);
    }

    /// <summary>One sentence for each of the skills that the CV names; PostgreSQL tells about SQL.</summary>
    public IEnumerable<string> Skills(IEnumerable<string> names)
    {
        _skills ??= [.. _sentences.Select(s => ImpliedSkills.With(
            SkillLexicon.Builtin.Find(s).Select(m => m.Skill).Concat(Title(s) is { } title ? Trades.SkillsOf(title) : []).Select(skill => skill.Name)))];
        return names.Select(name => _sentences.Where((_, i) => _skills[i].Contains(name)).FirstOrDefault()).OfType<string>().Distinct();
    }

    /// <summary>The lines of the languages, else all lines of the CV's languages: they tell that another is missing.</summary>
    public IEnumerable<string> Languages(IReadOnlyList<string> codes)
    {
        var lines = cv.Langues.Select(l => string.Join(", ", new[] { l.Langue, l.Niveau }.OfType<string>())).ToList();
        var asked = lines.Where(line => SpokenTongues.Of(line).Intersect(codes).Any()).ToList();
        // A CV that is written in the language need not list it.
        return asked.Count > 0 ? asked : cv.Langue is { } own && codes.Contains(own) ? _sentences.Take(1) : lines;
    }

    /// <summary>The highest degree, else the first line of the education.</summary>
    public IEnumerable<string> Degree() => cv.Formations
        .OrderByDescending(f => DegreeLevel.Held(f.Diplome) ?? 0)
        .Select(f => string.Join(", ", new[] { f.Diplome, f.Etablissement }.Where(text => !string.IsNullOrWhiteSpace(text))))
        .Where(text => text.Length > 0)
        .Take(1);

    /// <summary>The sentence with the most of these folded words in any form, then those that add others.</summary>
    public IEnumerable<string> Words(IEnumerable<string> words)
    {
        var open = words.Select(Lexicon.Stem).ToHashSet(StringComparer.Ordinal);
        var sentences = _sentences.Select(s => (Text: s, Stems: StemsOf(s))).ToList();
        while (open.Count > 0 && sentences.MaxBy(s => s.Stems.Count(open.Contains)) is { Stems: not null } best && best.Stems.Overlaps(open))
        {
            open.ExceptWith(best.Stems);
            yield return best.Text;
        }
    }

    private HashSet<string> StemsOf(string sentence) => Intelligence.Words.Of(sentence).Select(w => w.Text)
        .Concat(Title(sentence) is { } title ? Trades.ActivitiesOf(title) : []).Select(Lexicon.Stem).ToHashSet(StringComparer.Ordinal);

    // The title that a sentence begins with: "Staff Nurse, Harbor View Clinic".
    private string? Title(string sentence) => cv.Experiences.Select(e => e.Poste).Append(cv.Titre)
        .FirstOrDefault(title => !string.IsNullOrWhiteSpace(title) && sentence.StartsWith(TextLines.FoldSpaces(title), StringComparison.Ordinal));

    // "Staff Nurse, Harbor View Clinic (2017-06 – 2021-02)"
    private static string Dated(Experience e)
    {
        string what = string.Join(", ", new[] { e.Poste, e.Entreprise }.Where(text => !string.IsNullOrWhiteSpace(text)));
        string when = $"{e.Debut ?? "…"} – {(e.EnCours ? "…" : e.Fin ?? "…")}";
        return what.Length == 0 ? when : $"{what} ({when})";
    }

    [GeneratedRegex(@"\d\s?\+?\s(?:years|ans|années)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StatedYears();
}
