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
            .Concat(SkillLexicon.Builtin.Find(Text).Select(mention => mention.Skill.Name))
            .Concat(Titles.SelectMany(Trades.SkillsOf).Select(skill => skill.Name)));
        Languages = SpokenTongues.Of(string.Join('\n', record.Langues.Select(l => l.Langue)))
            .Concat(record.Langue is null ? [] : SpokenTongues.Of(record.Langue == "fr" ? "français" : record.Langue == "en" ? "anglais" : ""))
            .ToHashSet(StringComparer.Ordinal);
        Degree = record.Formations.Max(f => DegreeLevel.Held(f.Diplome));
        Activities = Titles.SelectMany(Trades.ActivitiesOf).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The sentences of the CV, for what rests on them.</summary>
    public CvEvidence Says => field ??= new CvEvidence(Record);

    public CvRecord Record { get; }
    public string Text { get; }
    public TermIndex Words { get; }

    /// <summary>Canonical names, the skills that they and the titles imply, and names outside the lexicon.</summary>
    public IReadOnlySet<string> Skills { get; }

    /// <summary>What is done in the trades of the titles: "welding" for a welder.</summary>
    public IReadOnlySet<string> Activities { get; }

    /// <summary>ISO 639-1 codes; the language of the CV's text is one of them.</summary>
    public IReadOnlySet<string> Languages { get; }

    /// <summary>Years of study after the end of school, of the highest degree; null when the CV names no degree.</summary>
    public int? Degree { get; }

    private IEnumerable<string> Titles => Record.Experiences.Select(e => e.Poste).Append(Record.Titre).OfType<string>();
}
