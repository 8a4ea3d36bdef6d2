using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>A CV to match: parsed, or the text of one.</summary>
public sealed record CandidateSource(string Cv, CvRecord? Record, string? Text);

/// <summary>What a CV shows, made ready for comparing.</summary>
internal sealed class Candidate
{
    public Candidate(CvRecord record)
    {
        Record = record;
        Text = CvRecords.Text(record);
        Words = new TermIndex(Text);
        Skills = ImpliedSkills.With(record.Competences.Select(name => SkillLexicon.Builtin.Lookup(name)?.Name ?? name)
            .Concat(SkillLexicon.Builtin.Find(Text).Select(mention => mention.Skill.Name)));
        Languages = SpokenTongues.Of(string.Join('\n', record.Langues.Select(l => l.Langue)))
            .Concat(record.Langue is null ? [] : SpokenTongues.Of(record.Langue == "fr" ? "français" : record.Langue == "en" ? "anglais" : ""))
            .ToHashSet(StringComparer.Ordinal);
        Degree = record.Formations.Max(f => DegreeLevel.Held(f.Diplome));
    }

    public CvRecord Record { get; }
    public string Text { get; }
    public TermIndex Words { get; }

    /// <summary>Canonical names with what they imply, and names that no lexicon knows.</summary>
    public IReadOnlySet<string> Skills { get; }

    /// <summary>ISO 639-1 codes; the language the CV is written in is one of them.</summary>
    public IReadOnlySet<string> Languages { get; }

    /// <summary>Years of study after the end of school, of the highest degree; null when the CV names none.</summary>
    public int? Degree { get; }
}
