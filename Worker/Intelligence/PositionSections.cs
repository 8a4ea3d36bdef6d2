namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Finds positions wherever they stand. Below a heading about work each entry is one. Elsewhere an entry is one by its form: dates, a title and an
/// employer. Pages have positions below "Research" or "Teaching", above all headings, and in columns whose heading stands on the page before.
/// </summary>
internal static class PositionSections
{
    public static List<(Position Position, DateRange Range)> Read(List<CvSection> sections)
    {
        var found = sections.Where(s => s.Kind == CvSectionKind.Experience).SelectMany(s => PositionReader.Read(s.Lines)).ToList();
        foreach (var section in sections.Where(IsUntold)) Add(found, section);
        foreach (var section in sections.Where(s => s.Kind is CvSectionKind.Header or CvSectionKind.Summary or CvSectionKind.Skills or CvSectionKind.Languages)) Add(found, section);
        // A heading that names something else is believed, unless the CV has no positions at all: then they stand in its columns, or "Academic career" has them.
        if (found.Count == 0)
            foreach (var section in sections.Where(s => s.Kind is CvSectionKind.Interests or CvSectionKind.Education or CvSectionKind.Other && !SectionHeadings.IsVoluntary(s.Heading))) Add(found, section);
        if (found.Count > 0) return found;
        // Whatever is not about something else: a list below "Short CV" whose titles no word tells, a role above all headings without its employer.
        return sections.Where(IsUntold).SelectMany(s => PositionReader.Read(s.Lines)).Where(p => p.Position is { Title: not null, Organisation: not null }).ToList() is { Count: > 1 } below ? below
            : [.. sections.Where(s => s.Kind is CvSectionKind.Header or CvSectionKind.Summary).SelectMany(s => PositionReader.Read(s.Lines))
                .Where(p => p.Position.Title is { } title && JobTitles.HasRole(title) && (p.Range.Start is not null || p.Range.Current))];
    }

    private static void Add(List<(Position Position, DateRange Range)> found, CvSection section)
    {
        var read = PositionReader.Read(section.Lines);
        var sure = read.FindAll(p => IsPosition(p.Position, mayHaveOneDate: section.Kind == CvSectionKind.Other));
        // Beside positions, what has dates and an employer like them is one too, whatever its title is.
        if (sure.Count > 1) sure = read.FindAll(p => sure.Contains(p) || (p is { Position: { Title: { } title, Organisation: not null }, Range.Start: not null } && (p.Range.Current || p.Range.End is not null) && !StudyWords.Degree().IsMatch(StudyWords.Beginning(title))));
        found.AddRange(sure.Where(p => !found.Exists(f => f.Position.Title == p.Position.Title && f.Position.Start == p.Position.Start)));
    }

    // What a heading names is no work, whatever its form is: studies, projects, awards, voluntary work.
    private static bool IsUntold(CvSection section) => section is { Kind: CvSectionKind.Other, Heading.Length: > 0 } && SectionHeadings.KindOf(section.Heading) is null
        && SectionHeadings.KindOfAny(section.Heading) is null && !SectionHeadings.IsVoluntary(section.Heading);

    private static bool IsPosition(Position position, bool mayHaveOneDate) =>
        position is { Title: { } title, Organisation: { } employer } && (position.Start is not null || position.Current) && (mayHaveOneDate || position.Current || position.End is not null)
        && HeadNouns.Of(title) == HeadNoun.Role && HeadNouns.Of(employer) != HeadNoun.Role && !EntryHeader.IsDescription(employer);
}
