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
    }

    private readonly record struct Names(string? Degree, string? Institution, string? Unknown);

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
                entries.Add(new EducationEntry(degree, institution, start, end));
            }
        }

        return entries;
    }

    private static List<Draft> Labelled(IReadOnlyList<string> lines) => FieldLabels.Entries(lines, EntryField.Degree, EntryField.Institution).ConvertAll(entry => new Draft
    {
        Degree = entry[EntryField.Degree] is { } degree ? Trim(degree) : null,
        Institution = entry[EntryField.Institution] is { } school ? TrimTail(school) : null,
        Dates = entry[EntryField.Dates] is { } dates && DateRangeReader.Find(dates) is [var first, ..] ? first : null,
    });

    private static List<Draft> Drafts(List<EntryLine> lines)
    {
        var drafts = new List<Draft>();
        var blocks = StudyLines.AreBlocks(lines);
        // Where degrees stand in no bullet, or in bullets with dates, the other bullets are about the studies.
        var remarks = lines.Exists(l => l.IsBullet ? l.Range is not null : !l.IsTask && Degree().IsMatch(Beginning(l.Text)));
        for (var at = 0; at < Math.Min(lines.Count, 200); at++)
        {
            var line = lines[at];
            var names = Of(line, (drafts.Count > 0 && drafts[^1] is { Institution: not null, Degree: null }) || HasSchoolBelow(lines, at), at + 1 < lines.Count && (!lines[at + 1].Apart || line.Range is null) && Degree().IsMatch(Beginning(lines[at + 1].Text)));
            if (remarks && line.IsBullet && line.Range is null) continue;
            // "Relevant coursework: Statistics," and "Signals and Systems" below it.
            if (at > 0 && !line.Apart && StudyLines.IsOpenRemark(lines, at - 1) && !School().IsMatch(Beginning(line.Text))) continue;
            // "Ingénium, School of Engineering" below its degree is a school with its faculty.
            if (drafts.Count > 0 && !line.Apart && drafts[^1] is { Degree: not null, Institution: null } && names is { Degree: { } first, Institution: { } second } && !Degree().IsMatch(first)) names = new Names(null, $"{first}, {second}", null);
            var dates = line.Range ?? (DateRangeReader.Find(line.Text) is [var only] && !line.IsTask && !line.IsBullet ? only : null);
            if (names is { Degree: null, Institution: null, Unknown: null } && dates is null) continue;
            var open = drafts.Count == 0 ? null : drafts[^1];
            if (open is null || (blocks ? line.Apart || BeginsInBlock(open, names, dates) : Begins(open, names, dates, line)))
            {
                // A remark between entries begins none.
                if (!blocks && open is not null && names is { Degree: null, Institution: null } && dates is null && (line.IsBullet || !line.Apart) && !drafts.Exists(d => d.UnknownFirst && IsSetLike(d.Unknown!, names.Unknown))) continue;
                drafts.Add(open = new Draft { SchoolAbove = (open is { Institution: not null } or { SchoolAbove: true }) && !line.Apart && (line.IsBullet || open.SchoolFirst) });
            }

            open.SchoolFirst |= open.Degree is null && names.Degree is null && names.Institution is not null;
            open.Degree ??= names.Degree;
            open.Institution ??= names.Institution;
            open.UnknownFirst |= open.Unknown is null && names.Unknown is not null && open.Degree is null;
            if (open.Unknown is null) open.Unknown = names.Unknown;
            else open.Second ??= names.Unknown;
            open.Dates ??= dates;
        }

        if (blocks) ByOrder(drafts);

        // One school above several degrees.
        for (var n = 1; n < drafts.Count; n++)
            if (drafts[n] is { SchoolAbove: true, Degree: not null, Institution: null, Unknown: null }) drafts[n].Institution = drafts[n - 1].Institution;
        return drafts;
    }

    private static bool BeginsInBlock(Draft open, Names names, DateRange? dates) =>
        (names.Degree is not null && open.Degree is not null && (dates is not null || names.Institution is not null)) || (names.Institution is not null && open.Institution is not null && dates is not null && open.Dates is not null);

    // What no word tells, the order of the other entries does: "Pharmacie" above "Saint-Luc".
    private static void ByOrder(List<Draft> drafts)
    {
        var told = drafts.FindAll(d => d is { Degree: not null, Institution: not null });
        foreach (var draft in drafts.Where(d => d is { Degree: null, Institution: null, Unknown: not null, Second: not null } && told.Count > 0))
            (draft.Degree, draft.Institution) = told.Count(d => d.SchoolFirst) * 2 > told.Count ? (draft.Second, draft.Unknown) : (draft.Unknown, draft.Second);
    }

    // The degree has its line, and its school the next one.
    private static bool HasSchoolBelow(List<EntryLine> lines, int at) =>
        at + 1 < lines.Count && lines[at + 1] is { Apart: false, IsBullet: false, IsTask: false } below && (lines[at].Range is null || below.Range is null)
        && School().IsMatch(Beginning(below.Text)) && !Degree().IsMatch(below.Text);

    // "HUDSON TECH" again, or another name in capitals: schools whose words don't tell it.
    private static bool IsSetLike(string school, string? name) => name is not null && (school == name || (!school.Any(char.IsLower) && !name.Any(char.IsLower) && name.Length > 4));

    private static bool Begins(Draft open, Names names, DateRange? dates, EntryLine line)
    {
        if (names.Degree is not null && open.Degree is not null) return true;
        if (names.Institution is not null && open.Institution is not null) return true;
        if (dates is not null && open.Dates is not null && (line.Apart || names != default || (open.Degree ?? open.Institution ?? open.Unknown) is not null)) return true;
        var full = (open.Degree is not null && open.Institution is not null) || (open.Unknown is not null && (open.Degree ?? open.Institution) is not null);
        if (names.Degree is not null || names.Institution is not null) return full && open.Dates is not null && (line.Apart || (open.UnknownFirst && names.Institution is not null));
        return names.Unknown is not null && full;
    }

    private static Names Of(EntryLine line, bool hasSchool, bool hasDegree)
    {
        Names found = default;
        if ((line.IsTask && !Degree().IsMatch(Beginning(line.Text)) && !School().IsMatch(Beginning(line.Text))) || (line.Range is null && line.Text.Split(' ').Length > 16 && !Degree().IsMatch(Beginning(line.Text)))) return found;
        // "Major in Engineering, Hillside University": the school is one.
        if (Remark().IsMatch(line.Text) && !(line.Range?.End is not null && Degree().IsMatch(line.Rest))) return line.Names is [var remark, ..] && Major().IsMatch(remark) ? new Names(null, OfCell(remark, hasSchool: false).Institution, null) : found;
        // "DMA    Choral Conducting, Crescent City Conservatory": letters of a degree in a column of their own.
        if (line.Names is [var letters, var studies, ..] && DegreeLetters().IsMatch(letters) && OfCell($"{studies}", hasSchool: false) is { Degree: { } subject, Institution: { } school })
            return new Names($"{letters} {subject}", school, null);
        foreach (var cell in line.Names.Where(n => !Expected().IsMatch(n)))
        {
            var names = OfCell(cell, hasSchool || line.Names.Any(other => other != cell && School().IsMatch(other) && !Degree().IsMatch(other)), hasDegree || line.Names.Any(other => other != cell && Degree().IsMatch(other)));
            // A bullet says something about the studies, unless it names a degree or a school.
            found = new Names(found.Degree ?? names.Degree, found.Institution ?? names.Institution, found.Unknown ?? (line.IsBullet && line.Range is null ? null : names.Unknown));
        }

        // "Ph.D in Physics    Inria Rennes, France": beside a degree, what stands before a country may be the school.
        return found is { Degree: not null, Institution: null, Unknown: null } && line.PlaceCells.Select(Places.UnknownBefore).FirstOrDefault(n => n is not null) is { } named ? found with { Unknown = named } : found;
    }

    internal static string Beginning(string text) => text[..Math.Min(text.Length, 60)];

    // The parts of "Associate degree, H.R. Management, Bellows College": the degree with its subject, and the school.
    private static Names OfCell(string cell, bool hasSchool, bool hasDegree = false)
    {
        var cuts = new List<(int Start, int End)>();
        var from = 0;
        foreach (Match cut in Separators().Matches(cell))
        {
            cuts.Add((from, cut.Index));
            from = cut.Index + cut.Length;
        }

        cuts.Add((from, cell.Length));
        var parts = cuts.ConvertAll(c => (Text: cell[c.Start..c.End].Trim(' ', ',', '(', ')', ':', '-', '–', '.'), c.Start, c.End));
        parts.RemoveAll(p => p.Text.Length < 2 || !p.Text.Any(char.IsLetter) || (hasDegree && p.Start > 0 && StateOrDegree().IsMatch(p.Text)));
        // Below its school, "Interactive Media, BA" is a subject and a degree.
        var school = parts.FindIndex(p => IsSchool(p.Text) && !(hasSchool && !School().IsMatch(p.Text)));
        var degree = parts.FindIndex(p => Degree().IsMatch(p.Text) && !IsSchool(p.Text));
        string? institution = null;
        if (school >= 0)
        {
            var (name, _) = WithoutPlace(cell[parts[school].Start..parts[^1].End], parts[school].Text);
            institution = Sentence().Replace(name, "");
        }

        if (degree >= 0)
        {
            var last = degree;
            while (last + 1 < parts.Count && last + 1 != school && !Remark().IsMatch(parts[last + 1].Text) && !Places.IsPlace(parts[last + 1].Text) && !Places.IsPlace(cell[parts[last + 1].Start..parts[^1].End]) && (school > degree || parts[last + 1].Text.Split(' ').Length <= 6 && last == degree)) last++;
            // "BA History, Metro State, Denver": between degree and place stands the school.
            if (school < 0 && !hasSchool && parts.Count >= 3 && last == parts.Count - 2 && last > degree && Places.IsPlace(parts[^1].Text))
                return new Names(Trim(cell[parts[degree].Start..parts[last - 1].End]), parts[last].Text, null);
            // Without a word that tells a school, the last of three parts is the school: "BTS, Comptabilité, Saint-Luc".
            if (school < 0 && !hasSchool && last == degree + 1 && parts.Count > last && IsInstitutionLike(parts[last].Text, cell, parts[last].Start))
                return new Names(Trim(cell[parts[degree].Start..parts[degree].End]), TrimTail(parts[last].Text), null);
            // "Ingénieur agronome, spécialité viticulture, Agro Garonne": behind a part in lower case, a name.
            if (school < 0 && !hasSchool && parts.Count - degree >= 2 && LowerPart().IsMatch(parts[^2].Text) && char.IsUpper(parts[^1].Text[0]) && !Places.IsPlace(parts[^1].Text))
                return new Names(Trim(cell[parts[degree].Start..parts[^2].End]), parts[^1].Text, null);
            var subject = school < 0 && degree > 0 && !Remark().IsMatch(parts[0].Text) && !Places.IsPlace(parts[0].Text) ? parts[0].Text : null;
            // "Marketing, Bachelor": a degree without a subject has it before it.
            if (subject is not null && last == degree && degree == 1 && BareDegree().IsMatch(parts[degree].Text)) hasSchool = true;
            return hasSchool && subject is not null
                ? new Names(Trim(cell[parts[0].Start..parts[last].End]), institution, null)
                : new Names(Trim(cell[parts[degree].Start..parts[last].End]), institution, subject);
        }

        if (institution is null) return new Names(null, null, parts.Count == 0 || Places.IsPlace(cell) ? null : parts[0].Text);
        // A subject before its school: "Computer Science, Stanford University".
        return new Names(school > 0 && !Places.IsPlace(parts[0].Text) ? Trim(cell[parts[0].Start..parts[school - 1].End]) : null, institution, null);
    }

    // After a dash, a bar or "from", a name without a degree's words is the school's.
    private static bool IsInstitutionLike(string part, string cell, int start) =>
        char.IsUpper(part[0]) && start > 2 && (cell[..start].TrimEnd() is var before && before[^1] is '–' or '—' or '-' or '(' or '@' || Preposition().IsMatch(before));

    private static (string Name, string? Place) WithoutPlace(string tail, string school)
    {
        // "University of California, Berkeley" is a name; "Boston University, Boston, MA" has a place.
        if (Campus().Match(tail) is { Success: true } campus) return (campus.Value, null);
        return EntryHeader.WithoutPlace(school);
    }

    private static string Trim(string degree) => Class().Replace(Tail().Replace(TextLines.FoldSpaces(degree), ""), "").Trim(' ', ',', ':', '-', '–', '—', '(', '|', '*', '_', '#').TrimEnd('.') is var text && text.Count(c => c == '(') < text.Count(c => c == ')') ? text.TrimEnd(')') : text;

    private static string TrimTail(string school) => EntryHeader.WithoutPlace(school).Name;

    private static bool IsSchool(string part)
    {
        var school = School().Match(part);
        var degree = Degree().Match(part);
        // "HR Certification Institute" is a school, "Grande École Programme" is none.
        if (Programme().IsMatch(part)) return false;
        if (SchoolAtEnd().IsMatch(part) && degree is { Success: true, Index: > 0 }) return true;
        if (degree.Success && (!school.Success || degree.Index <= school.Index)) return false;
        return school.Success || HeadNouns.Of(part) == HeadNoun.Organisation;
    }

    [GeneratedRegex(@"\s*[|•·]\s*|\s{2,}|\s[–—-]\s|[–—]\s|\s/\s|,\s(?=\p{Lu}|(?:19|20)\d{2}\b)|\);?\s(?=\p{Lu})|;\s|(?<=\p{Ll}{3}\.?\)?)\.\s(?=(?:Dissertation|Thesis|Thèse|Mémoire|GPA|Coursework|Mention|Minor|Honou?rs|Relevant|Advisor)\b)|,\s(?=(?:lycée|université|école|collège|institut|faculté)\b)|,\s(?=l['’]|mention|avec|with|honou?rs|(?:magna|summa)?\s?cum\slaude)|:\s|\sat\s(?=\p{Lu}|the\s)|\sfrom\s(?=\p{Lu}|the\s)|\s\((?=\p{Lu})(?!Hon)|\s@\s?|\sà\sl['’](?=\p{Lu}|école|université|institut)|\s(?:au|à\sla|à)\s(?=(?:lycée|collège|faculté|CFA|GRETA|IUT|Sorbonne|Lycée|Faculté|Université|École|Institut)\b)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^(?:bachelor|master|licence|doctorate|doctorat|associate|diploma|b\.?a|b\.?sc?|m\.?a|m\.?sc?|mba|ph\.?d|bts|dut)(?:'s)?(?:\s(?:degree|of\s(?:arts|science)))?\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex BareDegree();

    [GeneratedRegex(@"^(?=.{2,6}$)\p{Lu}[\p{L}.]*\p{Lu}[\p{L}.]*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex DegreeLetters();

    [GeneratedRegex(@"(?:^|,\s)\p{Ll}[^,]*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LowerPart();

    // "B.S. in Electrical Engineering, May 2015. GPA 3.8"
    [GeneratedRegex(@"[\s,(–-]+(?:\p{L}{3,9}\.?\s)?(?:19|20)\d{2}\b.*$|[\s,.;(]+G\.?P\.?A\b.*$|[\s,]+\d[.,]\d{1,2}\s?/\s?\d.*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Tail();

    // "Université de Clermont-Est. Tons et accents": the thesis.
    [GeneratedRegex(@"(?<=\p{Ll}{2})(?<!\b(?:Univ|Inst|Dept|Ste))\.\s+\p{Lu}.*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\s(?:program|programme)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Programme();

    [GeneratedRegex(@"^[^,]*(?<!\s(?:of|in|de|d'|en)\s[^,]*)\s(?:Institute|University|College|School|Academy)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex SchoolAtEnd();

    // "BA (Hons) Business Studies, 2:1"
    [GeneratedRegex(@"[\s,(–-]+2\s?[:.]\s?[12]\)?$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Class();

    [GeneratedRegex(@"(?:\b(?:at|from|à|au)|\bà\sl['’])$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Preposition();

    [GeneratedRegex(@"^University of (?:California|Texas|Illinois|Wisconsin|Michigan|Massachusetts|Maryland|Minnesota|North Carolina|Colorado|Missouri|Nebraska|Tennessee|Alabama|Hawaii|Nevada|Alaska|Arkansas|Maine|Washington|Houston)(?:,| at| -|-)\s?\p{Lu}[\p{L}.]+(?:\s\p{Lu}\p{L}+)*(?=,|$|\s\()", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Campus();

    [GeneratedRegex(@"^(?:expected|anticipated|graduation)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Expected();

    // Massachusetts and Mississippi: behind a town they are no degrees, where another one is named.
    [GeneratedRegex(@"^(?:MA|MS)(?:\s\d{5})?$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex StateOrDegree();

    // Grades, honours and course lists: about the studies, no degree and no school.
    [GeneratedRegex(@"^\W*(?:expected\b|anticipated\b|graduat(?:ion|ed|ing)\b(?!\sas\b)|class\sof\b|(?:[\w.:]{1,8}\s){1,2}honou?rs\b|(?:cum\.|cumulative|overall|major)?\s?G\.?P\.?A\b|grade|mention\b|honou?rs\b|magna|summa|cum laude|dean'?s|distinction|relevant|coursework|courses?\b|cours\b|thesis|thèse|advisor|mémoire|dissertation|minor\b|first.class|second.class|upper second|awards?\b|activities|member\b|scholarship|bourse|with\s(?:honou?rs|distinction)|avec\s(?:mention|félicitations)|majors?\b|(?:master|bachelor|ph\.?d|doctoral)(?:'s)?\sthesis|filière\b|options?\b|spécialités?\b|matières|modules?\b|projects?\b|projets?\b|\d[.,]\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    internal static partial Regex Remark();

    [GeneratedRegex(@"^majors?\s(?:in|of)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Major();

    [GeneratedRegex(@"(?<![\p{L}.])(?:B\.?\s?S\.?\s?c?|B\.?\s?A|M\.?\s?S\.?\s?c?|M\.?\s?A|A\.?\s?A\.?\s?S?|A\.S|B\.?F\.?A|M\.?F\.?A|B\.?B\.?A|M\.?B\.?A|E\.?M\.?B\.?A|B\.?Ed|M\.?Ed|M\.?Phil|B\.?S\.?N|M\.?S\.?N|B\.?S\.?W|M\.?S\.?W|Ed\.?D|J\.?D|M\.?D|D\.?D\.?S|D\.?N\.?P|D\.?V\.?M|Pharm\.?D|Ph\.?\s?D|B\.?\s?Tech|M\.?\s?Tech|B\.?\s?Eng|M\.?\s?Eng|B\.?\s?Arch|B\.?\s?Com|LL\.?\s?[BM]|BTS|BTSA|DUT|BUT|CAP|CAPA|CAPES|CAPET|CRPE|BEP|BEPC|DNB|DEUG|DEUST|DESS|DEA|DCG|DSCG|DEC|DNMADE|DNA|DNSEP|DEAS|DEASS|DEES|CQP|CESS|HNC|HND|NVQ|BTEC|GCSEs?|IGCSEs?|A[- ][Ll]evels?|AS[- ][Ll]evels?|PGCE|PGDip|QTS|GED|MEEF|bachelor'?s?|bachelor[’']s|master'?s?|master[’']s|masters|mastère|licence|doctorat|doctorante?|doctorate|doctor|juris doctor|baccalauréat|bac|diplôme|diplome|diplomate|diploma|degree|associate'?s?|certificate|certificat|certification|qualification|brevet|ingénieur|titre professionnel|titre RNCP|maîtrise|magistère|agrégation|high school diploma|secondary school certificate|apprenticeship|foundation|cursus|formation|prépa|classe préparatoire|CPGE|graduate|undergraduate|postgraduate|leaving certificate|NCLEX)(?![\p{L}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    internal static partial Regex Degree();

    [GeneratedRegex(@"(?<!\p{L})(?:universit(?:y|é|e|à|ät|at|ies)|univ\.|college|collège|school|école|ecole|institute?|institut|lycée|lycee|academy|académie|polytechni\p{L}{1,4}|IUT|INSA|IFSI|IFAS|IRTS|IAE|INSP[EÉ]|ESPE|ESCP|HEC|ESSEC|EDHEC|ENSAM|ENSEEIHT|ISEP|EPITA|EPITECH|ESIEA|ECE|EFREI|EM\s|ENS|CNAM|GRETA|AFPA|CFA|CNED|MIT|UCLA|UCL|LSE|ETH|EPFL|NYU|USC|SUNY|CUNY|campus|faculté|faculty|conservatoire|conservatory|seminary|séminaire|centre de formation|training centre|training center|centrale\p{L}*|sorbonne|Sciences Po|Assas|Dauphine|OpenClassrooms|Coursera|Udacity|bootcamp|Le Wagon)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    internal static partial Regex School();
}
