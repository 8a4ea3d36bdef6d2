using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>A line of a section of dated entries, and what its form says about it.</summary>
/// <param name="Text">Without its bullet.</param>
/// <param name="Apart">Whether an empty line stands above.</param>
/// <param name="Range">The dates that make the line a part of an entry's header; null for dates inside a sentence.</param>
/// <param name="Rest">The text without the dates; wide gaps stay.</param>
/// <param name="Names">The texts of the line that may name something: without dates, places, hours and kinds of contract.</param>
/// <param name="PlaceCells">Those that are places.</param>
internal sealed partial record EntryLine(
    string Text, bool IsBullet, bool Apart, DateRange? Range, string Rest, IReadOnlyList<string> Names, IReadOnlyList<string> PlaceCells)
{
    // A row of techniques used is about the work.
    public bool IsTask { get; } = (TaskLines.IsTask(Addressed().Replace(Text, "")) || Range is null && IsList(Names)) && !string.IsNullOrWhiteSpace(ContactReader.WithoutAddresses(Text));

    public static List<EntryLine> Of(IReadOnlyList<string> lines)
    {
        var found = new List<EntryLine>();
        var (apart, above) = (false, "");
        foreach (var line in WithoutBullets(EntryDates.AtHeaders(lines)).SelectMany(ByRole))
        {
            if (string.IsNullOrWhiteSpace(line)) { apart = true; continue; }
            // In a narrow column of dates the end of a range wraps: "Dec 2020 – Feb    Nurse, Acme" and "2024" below.
            if (!apart && line.Length < 24 && Wrapped().IsMatch(line) && Dangling().Match(above) is { Success: true } cut)
            {
                above = above.Insert(cut.Length, " " + line.Trim());
                found[^1] = Of(above, found[^1].Apart);
                continue;
            }

            // The same beside a text: "juin 2017    Cinq écoles rurales" below "sept. 2014 –    Professeure des écoles".
            if (!apart && found.Count > 0 && WrappedBeside().Match(line) is { Success: true } end && Dangling().Match(above) is { Success: true } start)
            {
                found[^1] = Of(above.Insert(start.Length, " " + end.Groups["date"].Value), found[^1].Apart);
                found.Add(Of(above = end.Groups["text"].Value, false));
                continue;
            }

            if (!apart && found.Count > 0 && GoesOn(found[^1], above, line))
            {
                above = $"{above.TrimEnd()} {line.Trim()}";
                found[^1] = Of(above, found[^1].Apart);
                continue;
            }

            found.Add(Of(above = line, apart));
            apart = false;
        }

        return found;
    }

    // Whether the line above has no end without this one.
    private static bool GoesOn(EntryLine last, string above, string line)
    {
        if (last.IsBullet) return false;
        // No room for the year: "Fitter — Harbor Garage | June 2017 - January" and "2020" below.
        if (line.Length < 24 && Wrapped().IsMatch(line) && Unended().IsMatch(above)) return true;
        // "BA in English and", "Media" below; "Clerk, Lakeside Bank," and "Reno" below.
        if (!last.IsTask && !TextLines.IsBullet(line) && above.Length < 300 && Open().IsMatch(above)) return true;
        // "Lakeside Bank, Reno — Sales" and "Representative" below it, in a narrow column.
        if (AtDash().Match(above) is { Success: true } behind && RoleWord(line) && !Places.IsPlace(behind.Value) && HeadNouns.Of(EntryHeader.Parts(above)[0]) != HeadNoun.Role) return true;
        // "Counselor at Lakeside Science" and "Academy 2015 – 2017" below: the noun of an organisation alone is no name.
        return last is { Range: null, IsTask: false, Names.Count: 1 } && FirstWord().Match(line) is { Success: true } noun && HeadNouns.IsOrganisation(noun.Groups["noun"].Value)
            && DateRangeReader.Find(line) is [{ Start: not null } dates] && dates.Index == noun.Length;
    }

    // Each position in one bullet: "• Joiner, Oak & Sons (Leeds), since April 2015: stairs and doors". What stands behind the colon is the work.
    private static IEnumerable<string> WithoutBullets(IReadOnlyList<string> lines)
    {
        var written = lines.Where(l => !string.IsNullOrWhiteSpace(l)).ToList();
        var bullets = written.FindAll(TextLines.IsBullet);
        if (bullets.Count < 2 || bullets.Count(IsPosition) < Math.Max(2, 0.6 * bullets.Count) || written.Exists(l => !TextLines.IsBullet(l) && !char.IsLower(l.TrimStart()[0]))) return lines;
        return lines.SelectMany(line => TextLines.IsBullet(line) && IsPosition(line) && TextLines.WithoutBullet(line) is var text
            ? text.IndexOf(" : ", StringComparison.Ordinal) is var colon and > 0 ? [text[..colon], "• " + text[(colon + 3)..]] : [text.TrimEnd('.')]
            : (string[])[line]);
    }

    private static bool NamesARole(string name) => HeadNouns.Of(name) is HeadNoun.Role or HeadNoun.MentionsRole;

    private static bool RoleWord(string line) => line.Trim() is { Length: < 24 } word && !word.Contains(' ', StringComparison.Ordinal) && HeadNouns.Of(word) == HeadNoun.Role;

    private static bool IsPosition(string bullet)
    {
        var text = TextLines.WithoutBullet(bullet);
        return DateRangeReader.Find(text).Find(r => r.Current || r.End is not null) is { Start: not null, Index: > 8 } range && range.Index < 110 && !TaskLines.IsTask(text[..range.Index].TrimEnd(' ', ',', ':', '('))
            && HeadNouns.Of(EntryHeader.Parts(text[..range.Index])[0]) == HeadNoun.Role;
    }

    // "Partner, 2022 to present; Associate, 2017 to 2021": two roles.
    private static string[] ByRole(string line)
    {
        if (line.Length > 200 || !line.Contains(';', StringComparison.Ordinal)) return [line];
        string[] roles = line.Split(';', StringSplitOptions.TrimEntries);
        var kinds = Array.ConvertAll(roles, r => DateRangeReader.Find(r) is [var only] && (only.Current || only.End is not null) ? HeadNouns.Of(Without(r, only)) : HeadNoun.Organisation);
        return kinds.Contains(HeadNoun.Role) && Array.TrueForAll(kinds, kind => kind is HeadNoun.Role or HeadNoun.None) ? roles : [line];
    }

    private static bool IsList(IReadOnlyList<string> names) => names.Count >= 5 || (names.Count >= 3 && names.All(n => SkillLexicon.Builtin.Find(n).Count > 0 && HeadNouns.Of(n) is not (HeadNoun.Role or HeadNoun.Organisation)));

    private static List<string> NamesOf(List<string> cells)
    {
        IEnumerable<string> written = cells is [var only] ? AtSlash(only) : cells;
        var names = written.Where(c => !Places.IsPlace(c)).ToList();
        // "Sully    Lyon, France": beside a place, a town's name is an employer's.
        return names.Count == 0 && cells is [var first, var second] && !first.Contains(',', StringComparison.Ordinal) && second.Contains(',', StringComparison.Ordinal) ? [first] : names;
    }

    // "The Ledger / Reporter": an employer and a title. "Cook / Waiter" is one title.
    private static string[] AtSlash(string cell) =>
        cell.Split(" / ") is [var first, var second] && EntryHeader.Parts(first).Count == 1 && EntryHeader.IsOneName(second) && NamesARole(first) != NamesARole(EntryHeader.Parts(second)[0]) ? [first.Trim(), second.Trim()] : [cell];

    private static EntryLine Of(string line, bool apart)
    {
        var bullet = TextLines.IsBullet(line);
        var text = Label().Replace(TextLines.WithoutBullet(line), "");
        var ranges = DateRangeReader.Find(text);
        // "Clerk, Lakeside Bank. 2016 – 2019."
        if (ranges is [.., var end] && end.Index + end.Length == text.Length - 1 && text[^1] == '.' && text[..end.Index].TrimEnd().EndsWith('.')) text = text[..^1];
        DateRange? range = ranges.Count == 0 ? DateRangeReader.FindUnfilled(text) : ranges.Find(r => r.Current || r.End is not null) is { Start: not null } whole ? whole : ranges[0];
        if (range is { } dates && !IsHeader(text, dates, bullet)) range = null;
        // "En cours : Infirmière chez Alma", among positions that have dates there
        if (ranges.Count == 0 && Ongoing().Match(text) is { Success: true } now) range = new DateRange(null, null, true, 0, now.Length);
        var rest = range is { } r2 ? Without(text, r2) : text;
        List<string> cells = [.. Cells(rest)];
        return new EntryLine(text, bullet, apart, range, rest, NamesOf(cells), cells.FindAll(Places.IsPlace));
    }

    // Dates at an edge of a short line are a header's. Dates inside a sentence are not.
    private static bool IsHeader(string text, DateRange range, bool bullet)
    {
        var rest = Without(text, range);
        var isRange = range.Current || range.End is not null || range.Months is not null || range.Start is null;
        var (before, after) = (range.Index, text.Length - range.Index - range.Length);
        var atEdge = before <= 4 || after <= 14;
        if (rest.Length == 0) return true;
        // "Best seller of the company in 2013 and 2015" is a sentence.
        if (before > 4 && InSentence().IsMatch(text[..range.Index])) return false;
        // "Restaurant de 45 couverts, une étoile depuis 2021" is about the employer.
        if (range.Current && before > 4 && Since().IsMatch(text[range.Index..]) && EntryHeader.IsDescription(rest)) return false;
        if (!isRange) return atEdge && !bullet && rest.Length <= 90 && (before <= 4 || !TaskLines.IsTask(text));
        if (bullet && (rest.Length > 110 || (before > 4 && TaskLines.IsTask(rest)))) return false;
        return atEdge ? before <= 4 ? rest.Length <= 200 : rest.Length <= 130 && !(text.EndsWith('.') && TaskLines.IsTask(rest)) : rest.Length <= 110 && !bullet && !TaskLines.IsTask(rest);
    }

    private static string Without(string text, DateRange range) =>
        Empty().Replace((text[..range.Index] + "   " + text[(range.Index + range.Length)..]).Trim(), " ").Trim(' ', '|', '-', '–', '—', ',', ':', '•', '·', '/', '*', '_', '#', '~');

    private static string[] AtCaseChange(string cell) =>
        CaseChange().Match(cell) is { Success: true, Index: > 3 } change && NamesARole(cell[(change.Index + 1)..].Split(" - ")[0].Split('(')[0].Trim()) ? [cell[..change.Index], cell[(change.Index + 1)..]] : [cell];

    private static IEnumerable<string> Cells(string rest) => Strong().Split(rest).SelectMany(AtCaseChange)
        .Select(c => Contract().Replace(AboutTheWork().Replace(c, ""), ""))
        .Select(c => Preposition().Replace(TextLines.FoldSpaces(Asides().Replace(c, " ")), "").Trim(' ', '-', '–', '—', ',', ';', ':', '*', '_', '#', '"'))
        .Select(c => c.EndsWith('.') && !Dotted().IsMatch(c) ? c.TrimEnd('.') : c)
        .Where(c => c.Any(char.IsLetter) && c.Length > 1 && !Aside().IsMatch(c) && !string.IsNullOrWhiteSpace(ContactReader.WithoutAddresses(c)));

    [GeneratedRegex(@"\s*[|•·●▪■◆♦⋅¦]\s*|\s{3,}|\s//\s|\s{2,}", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Strong();

    private const string Terms = @"\d{1,2}(?:[.,]\d)?\s(?:years?|months?|ans|mois)\s(?:of\s|d[e'’]\s?)?(?:work\s)?exp[eé]riences?|CDI|CDD|[FP]\.?[/.]?T\.?|contrat|vacations?|VAE|intérim(?:aire)?|stage|alternance|apprentissage|full[- ]?time|part[- ]?time|temps\s(?:plein|partiel|complet)|mi-temps|contract(?:or)?|permanent|temporary|seasonal|freelance|remote|hybrid|on-?site|internship|télétravail|volunteer|bénévole|saisonnier|h/f|f/h|self-employed|summers?|winter|mission|\d{1,3}(?:\s?[-–]\s?\d{1,3})?\s?%|\d{1,2}\s?(?:mois|months?|ans?|years?|yrs?|mos?)(?:[\s,]+\d{1,2}\s?(?:mois|months?|mos?))?|(?:\d{1,2}(?:[.,]\d)?(?:\s?(?:to|à|-|–)\s?\d{1,2})?\s?)\+?\s?(?:hours?|hrs?|heures?|h)(?:\s?(?:per|a|/|par)\s?(?:week|wk|semaine))?";

    // Contract, hours, length of the work: neither title nor employer.
    [GeneratedRegex(@"^(?:" + Terms + @")(?:[\s,/-]+(?:" + Terms + @"))*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Aside();

    [GeneratedRegex(@"[(\[](?:approx\.?\s)?(?:" + Terms + @")[^()\[\]]{0,40}[)\]]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Asides();

    // "Stage & CDI - Atelier Mercier"
    [GeneratedRegex(@"^(?:" + Terms + @")(?:\s?[&/+,]\s?(?:" + Terms + @"))*\s[-–—:]\s(?=\p{Lu})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Contract();

    // "Planning Office, Ministry of Roads (mostly working with maps)"
    [GeneratedRegex(@"(?<=,.{1,200})\s\(\p{Ll}+(?:\s[^()\s]{1,30}){2,9}\)\s*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex AboutTheWork();

    [GeneratedRegex(@"(?:^|[\s,.])(?:Inc|Co|Ltd|Corp|LLC|L\.L\.C|S\.A|S\.A\.S|Bros|Jr|Sr|Dept|\p{L})\.$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Dotted();

    [GeneratedRegex(@"^\s*(?:(?:\p{L}{3,10}\.?\s|\d{1,2}[./])?(?:19|20)\d{2}|present|now|current|aujourd['’]?hui|présent)\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"^(?<date>(?:\p{L}{3,10}\.?\s|\d{1,2}[./])?(?:19|20)\d{2}|present|now|current|aujourd['’]?hui|présent)\s{2,}(?<text>\S.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex WrappedBeside();

    [GeneratedRegex(@"\s(?:in|en|by|during|since|depuis|pour|for)\s?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex InSentence();

    [GeneratedRegex(@"^[^\d]{0,14}(?:\d{1,2}[./])?(?:19|20)\d{2}\s?(?:-|–|—|to|à|et|and)(?!\s?(?i:" + DateRangeReader.MonthNames + @")\b\.?\s?\d)(?:\s(?i:" + DateRangeReader.MonthNames + @")\b\.?)?(?=\s{2,}|$|\s\p{Lu}\p{Ll}+)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Dangling();

    [GeneratedRegex(@"(?:19|20)\d{2}\s?(?:-|–|—|to|à)(?:\s?(?i:" + DateRangeReader.MonthNames + @")\b\.?)?\s*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Unended();

    [GeneratedRegex(@"^(?<noun>\p{Lu}\p{L}+)\.?,?\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex FirstWord();

    // "Lakeside Books SALES CLERK": what is set differently is something else.
    [GeneratedRegex(@"(?<=\p{Ll}[.,)]?)\s(?=\p{Lu}{2,}[\p{Lu}&'’/-]*(?:\s[\p{Lu}&'’/()-]+)*\s\p{Lu}{4,}(?:\s[^\p{Ll}]*)?$)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex CaseChange();

    // "https://lakeside.example    Clerk"
    [GeneratedRegex(@"^(?:https?://|www\.)\S+\s+(?=\S)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Addressed();

    // A name that ends with such a word, a comma or a dash goes on below.
    [GeneratedRegex(@"(?:\s(?:and|et|de|du|des|of|in|en|the|&)|(?:^|[,–—|]\s*)(?:Lycée|Collège|Université|École|Institut|Faculté)|(?<!\d\s?)[,—])\s*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Open();

    // A dash, and behind it a text that is no title yet.
    [GeneratedRegex(@"\s[–—]\s?\p{Lu}[\p{L}]+(?:\s\p{Lu}[\p{L}]+)?\s*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex AtDash();

    // "Employer: Lakeside Hospital", "Poste : Infirmière"
    [GeneratedRegex(@"^(?:job\stitle|title|position|role|employer|company|organi[sz]ation|location|dates?|period|poste(?:\soccupé)?|intitulé|fonction|entreprise|employeur|société|lieu|localité|pays|city|country|période|degree|school|institution|university|diplôme|établissement|école)\s?:\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:en\scours|actuellement|currently|present|ongoing)\s?:\s(?=\p{Lu})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Ongoing();

    [GeneratedRegex(@"^(?:since|depuis)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Since();

    // "à Groupe Alma" in a cell of its own
    [GeneratedRegex(@"^(?:à|at|chez|@)\s+(?=\p{Lu})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Preposition();

    [GeneratedRegex(@"\(\s*\)|\[\s*\]", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Empty();
}
