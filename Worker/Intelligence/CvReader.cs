namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Reads a CV's text, English or French, without a model or a network. Deterministic, thread-safe, linear in the text;
/// text after 200,000 characters is left out. Never throws, whatever the text is.
/// </summary>
public sealed class CvReader(SkillLexicon lexicon) : ICvReader
{
    private readonly SkillReader _skills = new(lexicon);

    public CvReader() : this(SkillLexicon.Builtin) { }

    Task<CvProfile> ICvReader.ReadAsync(string text, DateOnly today, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Read(text, today));
    }

    /// <param name="text">The text as extracted from a document. Line breaks matter; wide gaps may separate columns.</param>
    /// <param name="today">The end date of a position that lasts "until today".</param>
    public CvProfile Read(string text, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = ColumnSplitter.Split(TextLines.Split(text));
        var whole = string.Join('\n', lines);
        var sections = SectionSplitter.Split(lines);
        var header = sections[0].Lines.Count > 0 ? sections[0].Lines : lines;
        var contact = ContactReader.Read(lines, sections);
        // In a page with a side column the name can stand below the column's sections.
        var name = NameReader.Read(header, contact.Email)
            ?? NameReader.Read([.. sections.Where(s => s.Kind is not (CvSectionKind.Experience or CvSectionKind.Education)).SelectMany(s => s.Lines)], contact.Email, elsewhere: true);
        var positions = LatestFirst(PositionSections.Read(sections), p => (p.Range.Start, p.Range.End, p.Range.Current)).ToList();
        var listed = SkillReader.Listed(sections);
        var (hard, soft) = _skills.Known(sections, listed, positions.Select(p => p.Position));

        return new CvProfile
        {
            Language = LanguageDetector.Detect(whole),
            FullName = name?.Full,
            FirstName = NullIfEmpty(name?.First),
            LastName = NullIfEmpty(name?.Last),
            NameConfidence = name is { Sure: false } ? 0.5 : null,
            Title = TitleReader.Read(sections[0].Lines, name) ?? positions.Select(p => p.Position.Title).FirstOrDefault(t => t is not null),
            Contact = contact,
            Summary = Summary(sections),
            Positions = [.. positions.Select(p => p.Position)],
            Education = EducationReader.Read(sections),
            Skills = listed,
            KnownSkills = hard,
            SoftSkills = soft,
            SpokenLanguages = SpokenLanguageReader.Read(sections, lines),
            Certifications = Certifications(sections),
            YearsOfExperience = ExperienceYears.Total(positions.Select(p => p.Range), today, whole),
            Sections = sections,
        };
    }

    /// <summary>Current ones first, then by their ends.</summary>
    internal static IEnumerable<T> LatestFirst<T>(IEnumerable<T> positions, Func<T, (YearMonth? Start, YearMonth? End, bool Current)> period) =>
        positions.OrderByDescending(p => period(p).Current)
            .ThenByDescending(p => Order(period(p).End ?? period(p).Start))
            .ThenByDescending(p => Order(period(p).Start));

    private static int Order(YearMonth? month) => month is { } m ? (m.Year * 12) + (m.Month ?? 6) : 0;

    private static string? Summary(List<CvSection> sections) =>
        sections.Find(s => s.Kind == CvSectionKind.Summary && s.Lines.Count > 0) is { } summary
            ? TextLines.FoldSpaces(string.Join(' ', summary.Lines)) : null;

    private static List<string> Certifications(List<CvSection> sections) =>
        [.. sections.Where(s => s.Kind == CvSectionKind.Certifications).SelectMany(s => s.Lines)
            .Select(l => TextLines.FoldSpaces(TextLines.WithoutBullet(l))).Where(l => l.Length > 2).Distinct(StringComparer.OrdinalIgnoreCase).Take(40)];

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
