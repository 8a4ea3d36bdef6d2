using AspireStreaming.Worker.Intelligence;
using AspireStreaming.Worker.Pipelines.CvParsing;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>A CV to match: a parsed CV, or its text, or the reason why its file has none.</summary>
public sealed record CandidateSource(string Cv, CvRecord? Record, string? Text, string? Unreadable = null);

/// <summary>The content of a CV, prepared for the comparison.</summary>
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

    /// <summary>The sentences of the CV, for what rests on them.</summary>
    public CvEvidence Says => field ??= new CvEvidence(Record);

    public CvRecord Record { get; }
    public string Text { get; }
    public TermIndex Words { get; }

    /// <summary>Canonical names, the skills that they imply, and names outside the lexicon.</summary>
    public IReadOnlySet<string> Skills { get; }

    /// <summary>ISO 639-1 codes; the language of the CV's text is one of them.</summary>
    public IReadOnlySet<string> Languages { get; }

    /// <summary>Years of study after the end of school, of the highest degree; null when the CV names no degree.</summary>
    public int? Degree { get; }
}
