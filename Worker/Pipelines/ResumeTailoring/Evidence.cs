using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>The evidence in a CV: the skills read from it, and all its words.</summary>
internal sealed class Evidence
{
    private readonly HashSet<string> _skills;
    private readonly TermIndex _index;

    public Evidence(CvProfile cv)
    {
        var trades = cv.Positions.Select(p => p.Title).Append(cv.Title).OfType<string>().SelectMany(Trades.SkillsOf).Select(skill => skill.Name);
        _skills = new HashSet<string>(cv.KnownSkills.Concat(trades), StringComparer.OrdinalIgnoreCase);
        _index = new TermIndex(string.Join('\n', (string?[])[
            cv.Title, cv.Summary, .. cv.KnownSkills, .. cv.Certifications, .. cv.SpokenLanguages.Select(l => l.Name),
            .. cv.Positions.SelectMany(p => p.Highlights.Prepend(p.Title ?? "")),
            .. cv.Education.Select(e => e.Degree), .. cv.Sections.SelectMany(s => s.Lines)]));
    }

    // A single word may be an ordinary word ("go", "excel", "rust"): only the reader decides whether it names a skill.
    public bool Skill(string name) => _skills.Contains(name) || (name.Contains(' ', StringComparison.Ordinal) && _index.Contains(name));

    public bool Stem(string stem) => _index.ContainsStem(stem);
}
