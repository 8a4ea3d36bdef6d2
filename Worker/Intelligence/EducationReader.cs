using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Degrees and schools of the education sections. A second degree, school or date begins the next entry; what a word does not tell
/// (a subject without a degree, a school without "school") completes the entry that lacks it.
/// </summary>
internal static partial class EducationReader
{
    private const int MaxEntries = 30;

    private sealed class Draft
    {
        public string? Degree { get; set; }
        public string? Institution { get; set; }
        public string? Unknown { get; set; }
        public string? Second { get; set; }
        public DateRange? Dates { get; set; }
        public bool UnknownFirst { get; set; }
        public bool SchoolFirst { get; set; }
        public bool SchoolAbove { get; init; }
        public bool Twin { get; init; }
    }

    public static List<EducationEntry> Read(IEnumerable<CvSection> sections)
    {
        var entries = new List<EducationEntry>();
        foreach (var section in sections.Where(s => s.Kind == CvSectionKind.Education))
        {
            foreach (var draft in Labelled(section.Lines) is { Count: > 0 } labelled ? labelled : Drafts(StudyLines.WithWraps(EntryLine.Of(section.Lines))))
            {
                var degree = draft.Degree ?? (draft.Institution is null ? null : draft.Unknown);
                var institution = draft.Institution ?? (draft.Degree is null ? null : draft.Unknown);
                if ((draft.Degree ?? draft.Institution) is null || entries.Count == MaxEntries) continue;
                var (start, end) = draft.Dates is not { } dates ? (null, null) : dates.End is null && !dates.Current ? ((YearMonth?)null, dates.Start) : (dates.Start, dates.End);
                // A side column may be repeated on each page.
                var entry = new EducationEntry(degree, institution, start, end);
                if (!entries.Contains(entry)) entries.Add(entry);
            }
        }

        return entries;
    }

    private static List<Draft> Labelled(IReadOnlyList<string> lines) => FieldLabels.Entries(lines, EntryField.Degree, EntryField.Institution).ConvertAll(entry => new Draft
    {
        Degree = entry[EntryField.Degree] is { } degree ? StudyCells.Trim(degree) : null,
        Institution = entry[EntryField.Institution] is { } school ? StudyCells.TrimTail(school) : null,
        Dates = entry[EntryField.Dates] is { } dates && DateRangeReader.Find(dates) is [var first, ..] ? first : null,
    });

    private static List<Draft> Drafts(List<EntryLine> written)
    {
        var drafts = new List<Draft>();
        var lines = StudyLines.WithTwins(written, out var twins);
        var blocks = StudyLines.AreBlocks(lines);
        var order = StudyOrder.Of(lines, blocks);
        var form = StudyForm.Of(lines);
        // Where degrees stand in no bullet, or in bullets with dates, the other bullets are about the studies.
        var remarks = lines.Exists(l => l.IsBullet ? l.Range is not null : !l.IsTask && StudyWords.Degree().IsMatch(StudyWords.Beginning(l.Text)))
            && lines.Count(l => !l.IsBullet && StudyWords.Degree().IsMatch(StudyWords.Beginning(l.Text))) > lines.Count(l => l.IsBullet && StudyWords.Degree().Match(l.Text) is { Success: true, Index: 0 });
        for (var at = 0; at < Math.Min(lines.Count, 200); at++)
        {
            var line = lines[at];
            var ordered = order.TryGetValue(at, out var isDegree);
            var names = ordered ? StudyCells.ReadAs(isDegree, line.Names[0]) : Of(line, form, (drafts.Count > 0 && drafts[^1] is { Institution: not null, Degree: null }) || HasSchoolBelow(lines, at), at + 1 < lines.Count && (!lines[at + 1].Apart || line.Range is null) && StudyWords.Degree().IsMatch(StudyWords.Beginning(lines[at + 1].Text)),
                HasDegreeBelow(lines, at) || (drafts.Count > 0 && !line.Apart && drafts[^1] is { Degree: not null, Institution: null, Unknown: null }));
            if (remarks && !ordered && line.IsBullet && line.Range is null && (line.Text.EndsWith('.') || names is not { Degree: not null, Institution: not null })) continue;
            if (!ordered && drafts.Count > 0 && StudyLines.IsProse(lines, at)) continue;
            // "Relevant coursework: Statistics," and "Signals and Systems" below it.
            if (at > 0 && !line.Apart && StudyLines.IsOpenRemark(lines, at - 1) && !StudyWords.School().IsMatch(StudyWords.Beginning(line.Text))) continue;
            // "Ingénium, School of Engineering" below its degree is a school with its faculty.
            if (drafts.Count > 0 && !line.Apart && drafts[^1] is { Degree: not null, Institution: null, Unknown: null } && names is { Degree: { } first, Institution: { } second } && !StudyWords.Degree().IsMatch(first)) names = new StudyNames(null, $"{first}, {second}", null);
            var dates = line.Range ?? (DateRangeReader.Find(line.Text) is [var only] && !line.IsTask && !line.IsBullet ? only : null);
            if (names is { Degree: null, Institution: null, Unknown: null } && dates is null) continue;
            // A remark that fills its line goes on below it.
            if (at > 0 && dates is null && !line.Apart && names is { Degree: null, Institution: null } && lines[at - 1] is { Range: null, Text.Length: > 60 } above && StudyWords.Remark().IsMatch(above.Text)) continue;
            var open = drafts.Count == 0 ? null : drafts[^1];
            // "Two years of law, with a stay in a bank." below a degree, its school and dates: a sentence about them.
            if (open is { Degree: not null, Institution: not null, Dates: not null } && line is { IsTask: true, Apart: false } && dates is null && line.Text.EndsWith('.') && line.Text.Split(' ').Length > (names.Institution is null ? 6 : 10)) continue;
            if (open is null || (ordered ? !(order.ContainsKey(at - 1) && (isDegree ? open.Degree : open.Institution) is null) : blocks ? line.Apart || BeginsInBlock(open, names, dates, line) : Begins(open, names, dates, line)))
            {
                // A remark between entries begins none.
                if (!blocks && !ordered && open is not null && names is { Degree: null, Institution: null } && dates is null && (line.IsBullet || !line.Apart) && !drafts.Exists(d => d.UnknownFirst && IsSetLike(d.Unknown!, names.Unknown)) && !IsAboveSchool(open, lines, at)) continue;
                drafts.Add(open = new Draft { SchoolAbove = (open is { Institution: not null } or { SchoolAbove: true } or { UnknownFirst: true, Degree: not null, Dates: not null }) && !line.Apart && (line.IsBullet || open.SchoolFirst || (open.UnknownFirst && dates is null)), Twin = twins.Contains(at) });
            }

            open.SchoolFirst |= open.Degree is null && open.Unknown is null && names.Degree is null && names.Institution is not null;
            open.Degree ??= names.Degree;
            open.Institution ??= names.Institution;
            open.UnknownFirst |= open.Unknown is null && names.Unknown is not null && open.Degree is null;
            if (open.Unknown is null) open.Unknown = names.Unknown;
            else open.Second ??= names.Unknown;
            open.Dates ??= dates;
        }

        if (blocks) ByOrder(drafts);
        foreach (var draft in drafts) TakeSubject(draft);
        for (var n = 1; n < drafts.Count; n++)
        {
            if (!drafts[n].Twin) continue;
            (drafts[n].Institution, drafts[n].Dates) = (drafts[n].Institution ?? drafts[n - 1].Institution, drafts[n].Dates ?? drafts[n - 1].Dates);
            for (var first = n - 1; first >= 0 && drafts[first + 1].Twin; first--) (drafts[first].Institution, drafts[first].Dates) = (drafts[first].Institution ?? drafts[n].Institution, drafts[first].Dates ?? drafts[n].Dates);
        }

        // One school above several degrees.
        for (var n = 1; n < drafts.Count; n++)
            if (drafts[n] is { SchoolAbove: true, Degree: not null, Institution: null, Unknown: null }) drafts[n].Institution = drafts[n - 1].Institution ??= drafts[n - 1].Unknown;
        return drafts;
    }

    private static bool BeginsInBlock(Draft open, StudyNames names, DateRange? dates, EntryLine line) =>
        (names.Degree is not null && open.Degree is not null && (dates is not null || names.Institution is not null || BeginsWithDegree(names.Degree, line))) || (names.Institution is not null && open.Institution is not null && dates is not null && open.Dates is not null);

    // "M.S., Physics" below "Ph.D., Physics": one school, and one date for both.
    private static bool BeginsWithDegree(string degree, EntryLine line) => !line.IsBullet && !line.IsTask && StudyWords.Degree().Match(degree) is { Success: true, Index: 0 };

    // What no word tells, the order of the other entries does: "Pharmacie" above "Saint-Luc".
    private static void ByOrder(List<Draft> drafts)
    {
        var told = drafts.FindAll(d => d is { Degree: not null, Institution: not null });
        foreach (var draft in drafts.Where(d => d is { Degree: null, Institution: null, Unknown: not null, Second: not null } && told.Count > 0))
            (draft.Degree, draft.Institution) = told.Count(d => d.SchoolFirst) * 2 > told.Count ? (draft.Second, draft.Unknown) : (draft.Unknown, draft.Second);
    }

    // "Master of Science", and in a line of its own "Chemical Engineering".
    private static void TakeSubject(Draft draft)
    {
        if (draft is not { Degree: { } degree, Unknown: { } subject } || (draft.Institution ?? draft.Second) is null || !StudyCells.IsBareDegree(degree) || !subject.Split(' ').Any(StudyCuts.IsField)) return;
        (draft.Degree, draft.Unknown) = ($"{degree} {subject}", draft.Second);
    }

    // The degree has its line, and its school the next one.
    private static bool HasSchoolBelow(List<EntryLine> lines, int at) =>
        at + 1 < lines.Count && lines[at + 1] is { Apart: false, IsBullet: false, IsTask: false } below && (lines[at].Range is null || below.Range is null)
        && StudyWords.School().IsMatch(StudyWords.Beginning(below.Text)) && !StudyWords.Degree().IsMatch(below.Text);

    // "Fine Arts" above "Harbor College, 2011 - 2014", where the entry above is written so: a subject, and its school with dates below it.
    private static bool IsAboveSchool(Draft open, List<EntryLine> lines, int at) =>
        !lines[at].IsBullet && !lines[at].IsTask && open is { Institution: not null, Dates: not null, SchoolFirst: false } && (open.Degree is not null || open.UnknownFirst)
        && at + 1 < lines.Count && lines[at + 1].Range is not null && HasSchoolBelow(lines, at);

    // The school has its line, and its degree one of the next.
    private static bool HasDegreeBelow(List<EntryLine> lines, int at)
    {
        for (var below = at + 1; below < lines.Count && !lines[below].Apart; below++)
            if (StudyWords.School().IsMatch(StudyWords.Beginning(lines[below].Text))) return false;
            else if (StudyWords.Degree().IsMatch(StudyWords.Beginning(lines[below].Text))) return true;
        return false;
    }

    // "HUDSON TECH" again, or another name in capitals: schools whose words don't tell it.
    private static bool IsSetLike(string school, string? name) => name is not null && (school == name || (!school.Any(char.IsLower) && !name.Any(char.IsLower) && name.Length > 4));

    private static bool Begins(Draft open, StudyNames names, DateRange? dates, EntryLine line)
    {
        if (names.Degree is not null && open.Degree is not null) return true;
        if (names.Institution is not null && (open.Institution is not null || (open is { SchoolAbove: true, Degree: not null } && names.Degree is null))) return true;
        if (dates is not null && open.Dates is not null && (line.Apart || names != default || (open.Degree ?? open.Institution ?? open.Unknown) is not null)) return true;
        var full = (open.Degree is not null && open.Institution is not null) || (open.Unknown is not null && (open.Degree ?? open.Institution) is not null);
        if (names.Degree is not null || names.Institution is not null) return full && open.Dates is not null && (line.Apart || (open.UnknownFirst && names.Institution is not null));
        return names.Unknown is not null && full;
    }

    private static StudyNames Of(EntryLine line, StudyForm form, bool hasSchool, bool hasDegree, bool degreeElsewhere)
    {
        StudyNames found = default;
        if ((line.IsTask && !StudyWords.Degree().IsMatch(StudyWords.Beginning(line.Text)) && !StudyWords.School().IsMatch(StudyWords.Beginning(line.Text))) || (line.Range is null && line.Text.Split(' ').Length > 16 && StudyWords.Degree().Match(line.Text) is not { Success: true, Index: < 12 })) return found;
        // "Major in Engineering, Hillside University": the school is one.
        if (StudyWords.Remark().IsMatch(line.Text) && !(line.Range?.End is not null && StudyWords.Degree().IsMatch(line.Rest))) return line.Names is [var remark, ..] && Major().IsMatch(remark) ? new StudyNames(null, StudyCells.Read(remark, hasSchool: false).Institution, null) : found;
        // "Supervisor: Ada Hill": a label that names no studies.
        if (line.Range is null && Label().IsMatch(line.Text) && !StudyWords.School().IsMatch(line.Text) && !StudyWords.Degree().IsMatch(line.Text)) return found;
        // "DMA    Choral Conducting, Crescent City Conservatory": letters of a degree in a column of their own.
        // So is "PhD    Lakeland University, Physics".
        if (line.Names is [var letters, var studies, ..] && StudyCells.IsBareDegree(letters) && StudyCells.Read(studies, hasSchool: false) is { Institution: { } school } read && (read.Degree ?? StudyCells.SubjectBehind(studies)) is { } subject)
            return new StudyNames($"{letters} {subject}", school, null);
        // "Classes for the Grandes Écoles    Lycée Vauban" below "Licence de droit    Université du Nord": words of one kind in both cells.
        // "Sound Design – Westmark" below "Bachelor of Music – Harbor School": words of no kind.
        if (form.DegreeFirst is { } degreeFirst && line.Range is not null && StudyForm.Pair(line) is var (left, right) && StudyCells.Kind(left) is var kind && kind == StudyCells.Kind(right)
            && (form.Whole ? line.Names.Count == 2 : kind == default && !hasSchool && !degreeElsewhere))
            return new StudyNames(StudyCells.Trim(degreeFirst ? left : right), StudyCells.TrimTail(degreeFirst ? right : left), null);
        // "Civil Engineer | Surveyor    2016 - 2020" above its school: one name in two cells.
        if (hasSchool && line is { Range: not null, Names.Count: > 1 } && line.Names.All(n => StudyCells.Kind(n) == default && !StudyWords.Remark().IsMatch(n))) return new StudyNames(null, null, string.Join(", ", line.Names));
        foreach (var cell in line.Names.Where(n => !Expected().IsMatch(n) && !(StudyWords.Remark().IsMatch(n) && StudyCells.Kind(n) == default)))
        {
            var names = form.Whole ? StudyCells.ReadWhole(cell) : StudyCells.Read(cell, hasSchool || line.Names.Any(other => other != cell && StudyWords.School().IsMatch(other) && !StudyWords.Degree().IsMatch(other)), hasDegree || line.Names.Any(other => other != cell && StudyWords.Degree().IsMatch(other)), degreeElsewhere || line.Names.Any(other => other != cell && StudyWords.Degree().IsMatch(other)) ? null : form.DegreeFirst == false);
            // A bullet says something about the studies, unless it names a degree or a school.
            found = new StudyNames(found.Degree ?? names.Degree, found.Institution ?? names.Institution, found.Unknown ?? (line.IsBullet && line.Range is null ? null : names.Unknown));
        }

        // "Ph.D in Physics    Bumblebee, Singapore": beside a degree, what stands before a country may be the school.
        return found is { Degree: not null, Institution: null, Unknown: null } && line.PlaceCells.Select(Places.UnknownBefore).FirstOrDefault(n => n is not null) is { } named ? found with { Unknown = named } : found;
    }

    [GeneratedRegex(@"^(?:expected|anticipated|graduation|graduated(?!\s(?:as|with|from|in)\b)|completed(?!\s\p{L})|since|depuis|class\sof|obtenue?|promotion|present|now)\b|^(?:spring|summer|fall|autumn|winter|printemps|été|automne|hiver|" + DateRangeReader.MonthNames + @")\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Expected();

    [GeneratedRegex(@"^\p{Lu}[\p{L} &'/-]{2,40}:\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^majors?\s(?:in|of)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Major();
}
