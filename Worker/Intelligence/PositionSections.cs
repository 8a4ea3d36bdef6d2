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
        var headed = found.Count > 0;
        foreach (var section in sections.Where(MayHavePositions).OrderByDescending(IsUntold)) Add(found, section);
        // Headings about voluntary work, projects and awards are believed.
        if (found.Count > 0) return found;
        // Without any: a list below "Short CV" whose titles no word tells, a role above all headings without its employer.
        return sections.Where(IsUntold).SelectMany(s => PositionReader.Read(s.Lines)).Where(p => p.Position is { Title: not null, Organisation: not null }).ToList() is { Count: > 1 } below ? below
            : [.. sections.Where(s => s.Kind is CvSectionKind.Header or CvSectionKind.Summary).SelectMany(s => PositionReader.Read(s.Lines))
                .Where(p => p.Position.Title is { } title && JobTitles.HasRole(title) && (p.Range.Start is not null || p.Range.Current))];

        bool MayHavePositions(CvSection section) => section.Kind switch
        {
            CvSectionKind.Header or CvSectionKind.Summary or CvSectionKind.Skills or CvSectionKind.Languages => true,
            CvSectionKind.Other => !SectionHeadings.IsUnpaid(section.Heading),
            // "Activities" may be the heading of another column and "Academic background" that of both, but not beside a heading about work.
            CvSectionKind.Interests or CvSectionKind.Education => !headed,
            _ => false,
        };
    }

    private static void Add(List<(Position Position, DateRange Range)> found, CvSection section)
    {
        var read = PositionReader.Read(section.Lines);
        // Above all headings a role may be in a sentence about the person.
        var sure = read.FindAll(p => IsPosition(p.Position, mayHaveOneDate: IsUntold(section)) && (section.Kind is not (CvSectionKind.Header or CvSectionKind.Summary) || JobTitles.IsTitle(p.Position.Title!)));
        // In studies, an assistant of a school is a remark.
        if (section.Kind == CvSectionKind.Education) sure.RemoveAll(p => StudyWords.Degree().IsMatch(p.Position.Title!) || StudyWords.School().IsMatch(p.Position.Organisation!));
        // Beside positions, what has dates and an employer like them is one too, whatever its title is.
        if (sure.Count > 1)
            sure = read.FindAll(p => sure.Contains(p) || (p is { Position: { Title: { } title, Organisation: not null, Start: not null } position } && (position.Current || position.End is not null)
                && section.Kind != CvSectionKind.Education && !StudyWords.Degree().IsMatch(StudyWords.Beginning(title))));
        found.AddRange(sure.Where(p => !found.Exists(f => f.Position.Title == p.Position.Title && f.Position.Start == p.Position.Start)));
    }

    // No word of the heading says what stands below it.
    private static bool IsUntold(CvSection section) => section is { Kind: CvSectionKind.Other, Heading.Length: > 0 } && SectionHeadings.KindOf(section.Heading) is null
        && SectionHeadings.KindOfAny(section.Heading) is null && !SectionHeadings.IsUnpaid(section.Heading);

    private static bool IsPosition(Position position, bool mayHaveOneDate) =>
        position is { Title: { } title, Organisation: { } employer } && (position.Start is not null || position.Current) && (mayHaveOneDate || position.Current || position.End is not null)
        && HeadNouns.Of(title) == HeadNoun.Role && !SectionHeadings.IsVoluntary(title) && HeadNouns.Of(employer) != HeadNoun.Role && !EntryHeader.IsDescription(employer);
}
