namespace AspireStreaming.Worker.Intelligence;

/// <summary>Reads the positions of an experience section: its entries, then the names of each, then employers that stand over several roles.</summary>
internal static class PositionReader
{
    private const int MaxHighlights = 60;

    private sealed record Draft(Entry Entry, HeaderNames Names)
    {
        public DateRange Range => Entry.Range ?? default;
    }

    public static List<(Position Position, DateRange Range)> Read(IReadOnlyList<string> lines)
    {
        if (Labelled(lines) is { Count: > 0 } labelled) return labelled;
        var entries = EntrySplitter.Split(lines);
        // Most entries have a word that tells the title; their order is the order of all.
        var sure = entries.ConvertAll(e => EntryHeader.Read(e.Header, titleFirst: true)).Zip(entries).Where(e => e.First is { Sure: true, Title: not null, Organisation: not null } && HeadNouns.Of(e.First.Organisation) != HeadNoun.Role).ToList();
        var titleFirst = sure.Count(e => IsTitleFirst(e.Second, e.First)) * 2 >= sure.Count;
        var shapes = EntryShapes.Of(entries);
        var drafts = WithEmployersInPlaces(entries.ConvertAll(e => new Draft(e, EntryHeader.Read(e.Header, titleFirst, EntryShapes.Shape(e) is { } shape && shapes.TryGetValue(shape, out var slots) ? slots : null))));
        var found = new List<(Position, DateRange)>();
        Draft? over = null;
        HeaderNames? last = null;
        for (var n = 0; n < drafts.Count; n++)
        {
            var draft = drafts[n];
            if (IsEmployerOnly(drafts, n))
            {
                over = draft;
                last = null;
                continue;
            }

            var names = WithTeam(draft, last);
            if (names is { Title: not null, Organisation: null } && (over is null || Contains(over.Range, draft.Range)))
            {
                var employer = over is null ? last : over.Names with { Organisation = over.Names.Organisation ?? over.Names.Title };
                names = names with { Organisation = employer?.Organisation, Location = names.Location ?? employer?.Location };
            }
            else if (names.Organisation is not null) over = null;

            if (names.Organisation is not null) last = names;
            if (names.Title is null && names.Organisation is null && draft.Entry.Body.Count == 0) continue;
            found.Add((new Position(names.Title, names.Organisation, names.Location, draft.Range.Start, draft.Range.End, draft.Range.Current, Highlights(draft)) { Confidence = names.Sure ? null : 0.5 }, draft.Range));
        }

        return found;
    }

    // "Bumblebee, Singapore" on a line of its own: an unknown town and its country, or an employer and its place. Where most titles lack an employer, it is theirs.
    private static List<Draft> WithEmployersInPlaces(List<Draft> drafts)
    {
        static string? Named(Draft draft) => draft.Names is { Title: not null, Organisation: null }
            ? draft.Entry.Header.Where(l => l.Names.Count == 0 && l.Range is null).SelectMany(l => l.PlaceCells).Select(Places.UnknownBefore).FirstOrDefault(n => n is not null) : null;
        return drafts.Count(d => Named(d) is not null) * 2 <= drafts.Count ? drafts
            : drafts.ConvertAll(d => Named(d) is { } employer ? d with { Names = d.Names with { Organisation = employer, Location = d.Names.Location?[(employer.Length + 2)..] } } : d);
    }

    private static List<(Position Position, DateRange Range)> Labelled(IReadOnlyList<string> lines) =>
        FieldLabels.Entries(lines, EntryField.Title, EntryField.Employer).ConvertAll(entry =>
        {
            var range = entry[EntryField.Dates] is { } dates && DateRangeReader.Find(dates) is [var first, ..] ? first : default;
            var (employer, place) = entry[EntryField.Employer] is { } written ? EntryHeader.WithoutPlace(written) : (null, null);
            return (new Position(entry[EntryField.Title], employer, entry[EntryField.Place] ?? place, range.Start, range.End, range.Current, [.. entry.Body.Take(MaxHighlights).Select(l => TextLines.FoldSpaces(TextLines.WithoutBullet(l)))]), range);
        });

    // "Director, Leveraged Finance" or "Director – Leveraged Finance" had its employer on a line of its own; so "Vice President, Leveraged Finance"
    // below is a title and a team.
    private static HeaderNames WithTeam(Draft draft, HeaderNames? last) =>
        last is { Title: { } above, Organisation: not null } && EntryHeader.Parts(above).Count > 1 && draft.Entry.Header.SelectMany(l => l.Names).Take(2).ToList() is [var only]
        && draft.Names is { Title: { } title, Organisation: { } team } && HeadNouns.Of(team) == HeadNoun.None && string.Join(", ", EntryHeader.Parts(only)) == $"{title}, {team}"
            ? draft.Names with { Title = only, Organisation = null }
            : draft.Names;

    private static bool IsTitleFirst(Entry entry, HeaderNames names)
    {
        var text = string.Join(' ', entry.Header.Select(l => TextLines.FoldSpaces(l.Text)));
        return text.IndexOf(names.Title!, StringComparison.Ordinal) <= text.IndexOf(names.Organisation!.Split(',')[0], StringComparison.Ordinal);
    }

    // "Globex, Lisbon, 2015 - Present" over roles within these years; it has no tasks of its own.
    private static bool IsEmployerOnly(List<Draft> drafts, int at)
    {
        var (draft, next) = (drafts[at], at + 1 < drafts.Count ? drafts[at + 1] : null);
        if (draft.Entry.Body.Count > 0 || next is not { Names: { Title: not null, Organisation: null } }) return false;
        var only = draft.Names.Title is null || draft.Names.Organisation is null;
        var role = draft.Names.Title is { } title && HeadNouns.Of(title) == HeadNoun.Role;
        return only && !role && Contains(draft.Range, next.Range);
    }

    private static bool Contains(DateRange whole, DateRange part)
    {
        if (whole.Start is not { } from || part.Start is not { } start) return true;
        static int Months(YearMonth m, int month) => (m.Year * 12) + (m.Month ?? month);
        static int End(DateRange r) => r.Current ? int.MaxValue : r.End is { } end ? Months(end, 12) : r.Start is { } only ? Months(only, 12) : 0;
        return Months(from, 1) <= Months(start, 12) && End(whole) >= (part.Current ? int.MaxValue : Months(part.End ?? start, 1));
    }

    private static List<string> Highlights(Draft draft)
    {
        var highlights = new List<string>();
        foreach (var line in draft.Entry.Header.Skip(draft.Names.Used).Concat(draft.Entry.Body).Take(MaxHighlights * 4))
        {
            // A line without a bullet that starts in lower case continues the line above it.
            var goesOn = highlights.Count > 0 && !line.IsBullet && line.Text.Length > 0 && char.IsLower(line.Text[0]);
            if (goesOn) highlights[^1] += " " + TextLines.FoldSpaces(line.Text);
            else if (highlights.Count < MaxHighlights) highlights.Add(TextLines.FoldSpaces(line.Text));
        }

        return highlights;
    }
}
