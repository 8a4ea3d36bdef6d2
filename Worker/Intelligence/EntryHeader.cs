using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <param name="Sure">Whether words of the header told title and employer apart; else only their order did.</param>
/// <param name="Used">How many lines of the header are read; the others are about the work.</param>
internal sealed record HeaderNames(string? Title, string? Organisation, string? Location, bool Sure, int Used);

/// <summary>Title, employer and place of one entry's header, in any order, on one line or on several.</summary>
internal static partial class EntryHeader
{
    private const int MaxNames = 4;
    private const string Units = "(?:Department|Dept\\.?|Division|Faculty|Institute|Laboratory|School|Centre|Center|Chair|Office)\\sof|Département|Laboratoire|Faculté|Institut|Chaire";

    /// <param name="titleFirst">The order of names that no word tells apart: that of the document's other entries.</param>
    /// <param name="slots">Where title and employer stand in the section's entries of this shape.</param>
    public static HeaderNames Read(List<EntryLine> header, bool titleFirst, (int Title, int Employer)? slots = null)
    {
        var names = header.SelectMany((line, at) => line.Names.Select(n => (Name: n, Line: at))).Take(MaxNames).ToList();
        if (names.Count >= 3 && names.Count(n => !IsDescription(n.Name)) >= 2) names.RemoveAll(n => IsDescription(n.Name));
        var places = header.SelectMany(l => l.PlaceCells).ToList();
        if (names.Count == 0) return new HeaderNames(null, null, places.FirstOrDefault(), false, header.Count);
        if (slots is { } all && all.Title < names.Count && all.Employer < names.Count && !IsWhole(names, all.Title))
        {
            var (name, town) = WithoutPlace(names[all.Employer].Name);
            return new HeaderNames(CleanTitle(names[all.Title].Name), name, town ?? places.FirstOrDefault(), true, Used(header, Math.Max(Math.Max(names[all.Title].Line, names[all.Employer].Line), DateLine(header))));
        }

        var title = Find(names, HeadNoun.Role) ?? Find(names, HeadNoun.MentionsRole);
        // "Parish Clerk of Court" above "Deputy Clerk": both name a role, so the order of the other entries tells.
        if (!titleFirst && title == 0 && names.Count > 1 && names[1].Line > names[0].Line && HeadNouns.Of(names[1].Name) == HeadNoun.Role && HeadNouns.Of(names[0].Name) == HeadNoun.Role) title = 1;
        if (names.Count == 1 || (title is { } one && IsWhole(names, one)))
        {
            var at = names.Count == 1 ? 0 : title!.Value;
            var (t, o, p, sure) = SplitName(names[at].Name, titleFirst);
            return new HeaderNames(t, o, p ?? places.FirstOrDefault(), sure, Used(header, names.Count == 1 ? names[0].Line : Math.Max(names[at].Line, DateLine(header))));
        }

        var organisation = title is { } t0 ? Employer(names, t0) : Find(names, HeadNoun.Organisation) is { } o0 && o0 <= 1 ? o0 : titleFirst ? 1 : 0;
        var role = title ?? (organisation == 0 ? 1 : 0);
        var (employer, place) = WithoutPlace(names[organisation].Name);
        return new HeaderNames(CleanTitle(names[role].Name), employer, place ?? places.FirstOrDefault(), title is not null,
            Used(header, Math.Max(Math.Max(names[role].Line, names[organisation].Line), DateLine(header))));
    }

    /// <summary>Whether a text can't be both a title and an employer.</summary>
    public static bool IsOneName(string text) => Parts(text).Count < 2 || WithoutPlace(text).Name is var name && Parts(name).Count < 2;

    /// <summary>The parts of a text at dashes, else at commas. "Acme, Inc." and "Smith, Jones &amp; Co" stay whole.</summary>
    public static List<string> Parts(string text)
    {
        var parts = Dashes().Split(text).Where(p => p.Any(char.IsLetter)).Select(p => p.Trim(' ', ',')).ToList();
        if (parts.Count == 1) parts = Commas(text);
        else if (parts.Count == 2 && Commas(parts[0]) is { Count: > 1 } before && (Places.IsPlace(parts[1]) || (Places.IsTownLike(parts[1]) && !parts[1].Contains(' ', StringComparison.Ordinal) && before.Exists(IsRole) && !before.TrueForAll(IsRole)))) parts = [.. before, parts[1]];
        else if (parts.Count == 2 && Commas(parts[1]) is { Count: > 1 } after && !Places.IsPlace(parts[1]) && after.Skip(1).All(a => Places.IsPlace(a) || Places.IsTownLike(a) || a.Length <= 3)) parts = [parts[0], .. after];
        return parts.Count == 0 ? [text] : parts;
    }

    private static bool IsRole(string part) => HeadNouns.Of(part) == HeadNoun.Role;

    private static string Beginning(string part) => part.Split(' ')[0];

    private static List<string> Commas(string text)
    {
        var parts = new List<string>();
        foreach (var part in Comma().Split(text).Select(p => p.Trim()).Where(p => p.Length > 0))
        {
            if (parts.Count > 0 && (HeadNouns.IsLegalForm(part) || part[0] is '&' or '+' || (Glued().IsMatch(part) && HeadNouns.Of(parts[^1]) is HeadNoun.None && HeadNouns.Of(part.Split(' ')[0]) != HeadNoun.Role))) parts[^1] += ", " + part;
            // "Researcher Department of Botany": nothing but a space between them.
            else if (InUnit().Match(part) is { Success: true } unit && IsRole(part[..unit.Index])) parts.AddRange([part[..unit.Index], part[(unit.Index + 1)..]]);
            else parts.Add(part);
        }

        return parts;
    }

    // A title cell that also has the employer: "Nurse at Lakeside Hospital", beside a team or a remark.
    private static bool IsWhole(List<(string Name, int Line)> names, int title)
    {
        var name = names[title].Name;
        if (At().IsMatch(name)) return true;
        // "Acme, Oslo — Sales Manager"
        if (Dashes().Split(name) is [var before, var behind] && IsRole(behind) && WithoutPlace(before).Place is not null) return true;
        var parts = Parts(name);
        return parts.Count > 1 && HeadNouns.Of(parts[0]) == HeadNoun.Role && parts.Skip(1).Any(p => HeadNouns.Of(p) == HeadNoun.Organisation)
            && !names.Where((_, i) => i != title).Any(n => HeadNouns.Of(n.Name) == HeadNoun.Organisation);
    }

    // "Hôtel quatre étoiles, 120 chambres": what the employer is. Most words of a name are capitalised.
    public static bool IsDescription(string name)
    {
        var words = name.Split(' ', ',').Where(w => w.Count(char.IsLetterOrDigit) >= 3).ToList();
        var plain = words.Count(w => !char.IsUpper(w[0]));
        return plain >= 2 && plain >= 0.6 * words.Count && HeadNouns.Of(name) != HeadNoun.Role;
    }

    private static int? Find(List<(string Name, int Line)> names, HeadNoun kind)
    {
        var at = names.FindIndex(n => HeadNouns.Of(n.Name) == kind);
        if (at < 0 && kind == HeadNoun.Role) at = names.FindIndex(n => Parts(n.Name) is { Count: > 1 } parts && HeadNouns.Of(parts[0]) == HeadNoun.Role);
        return at < 0 ? null : at;
    }

    private static int Employer(List<(string Name, int Line)> names, int title)
    {
        var organisation = names.FindIndex(n => HeadNouns.Of(n.Name) == HeadNoun.Organisation);
        if (organisation >= 0 && organisation != title) return organisation;
        // Without a word that tells, the employer is what stands above or before the title, else what follows it.
        return title == 0 ? 1 : 0;
    }

    private static (string? Title, string? Organisation, string? Place, bool Sure) SplitName(string name, bool titleFirst)
    {
        if (At().Match(name) is { Success: true } at)
        {
            var (employer, town) = WithoutPlace(name[(at.Index + at.Length)..]);
            return (CleanTitle(name[..at.Index]), employer, town, true);
        }

        string? place = null;
        if (InBrackets().Match(name) is { Success: true, Index: > 1 } aside && Places.IsPlace(aside.Groups["place"].Value))
            (place, name) = (aside.Groups["place"].Value, name[..aside.Index]);
        var parts = Parts(name);
        for (var tail = Math.Min(3, parts.Count - 1); tail > 0; tail--)
        {
            if (!Places.IsPlace(string.Join(", ", parts[^tail..]))) continue;
            place = string.Join(", ", parts[^tail..]);
            parts = parts[..^tail];
            break;
        }

        if (parts.Count >= 3 && place is null && HeadNouns.Of(parts[^2]) == HeadNoun.Organisation && Places.IsTownLike(parts[^1]))
        {
            place = parts[^1];
            parts = parts[..^1];
        }

        var kinds = parts.ConvertAll(HeadNouns.Of);
        if (parts.Count == 1)
            return kinds[0] is HeadNoun.Organisation or HeadNoun.MentionsOrganisation ? (null, WithoutPlace(parts[0]).Name, place, true) : (CleanTitle(parts[0]), null, place, kinds[0] == HeadNoun.Role);
        var role = kinds.IndexOf(HeadNoun.Role) is var strong and >= 0 ? strong : kinds.IndexOf(HeadNoun.MentionsRole);
        if (role > 0) return Placed(Join(parts[role..]), Join(parts[..role]), place, true);
        var organisation = kinds.FindLastIndex(k => k == HeadNoun.Organisation);
        if (role < 0 && (organisation == 0 || (organisation < 0 && !titleFirst))) return Placed(Join(parts[1..]), parts[0], place, organisation == 0);
        if (organisation <= 0 && parts.Count >= 3 && place is null && Places.IsTownLike(parts[^1]) && !char.IsLower(parts[^2][0]))
        {
            // "Aide-comptable, Decathlon, Villeneuve d'Ascq": behind title and employer stands the town.
            place = parts[^1];
            parts = parts[..^1];
        }

        if (organisation <= 0) organisation = parts.Count - 1;
        // "Peer Tutor - Math Support Center - Lakeland University": a unit and its organisation.
        while (organisation > 1 && (kinds[organisation - 1] is HeadNoun.Organisation || Unit().IsMatch(parts[organisation - 1]) || Beginning(parts[organisation - 1]) == Beginning(parts[organisation]))) organisation--;
        return Placed(Join(parts[..organisation]), Join(parts[organisation..]), place, role == 0);
    }

    private static (string? Title, string? Organisation, string? Place, bool Sure) Placed(string title, string employer, string? place, bool sure)
    {
        var (name, town) = WithoutPlace(employer);
        return (title, name, place ?? town, sure);
    }

    /// <summary>An employer without the place behind it.</summary>
    public static (string Name, string? Place) WithoutPlace(string text)
    {
        if (Places.Campus(text) is { } campus) return (campus, text[campus.Length..].Trim(' ', ',', '(', ')') is { Length: > 0 } behind ? behind : null);
        text = WithoutTeam(text);
        foreach (Match cut in PlaceStart().Matches(text))
        {
            var tail = text[(cut.Index + cut.Length)..].Trim(' ', ')', '.');
            if (cut.Index > 1 && Places.IsPlace(tail)) return (text[..cut.Index].Trim(' ', ','), tail);
        }

        // "Institut du Cep (Blanquefort)", "Bâtir Lorraine (54)"
        if (InBrackets().Match(text) is { Success: true, Index: > 1 } aside && !Abbreviation().IsMatch(aside.Groups["place"].Value) && aside.Groups["place"].Value.Split(", ").All(p => Places.IsTownLike(p) || Places.IsPlace(p) || (p.Length <= 3 && p.All(char.IsDigit))))
            return (text[..aside.Index], aside.Groups["place"].Value);
        var parts = Commas(text);
        if (parts.Count == 2 && (Places.IsTownLike(parts[1]) || Places.IsState(parts[1]))) return (parts[0], parts[1]);
        var dashes = Dashes().Split(text);
        if (dashes.Length == 2 && HeadNouns.Of(dashes[0]) == HeadNoun.Organisation && Places.IsTownLike(dashes[1]) && dashes[1].Count(c => c == ' ') < 2) return (dashes[0], dashes[1]);
        // "TÉLÉCOMS ARMOR – Lannion": what is set differently is something else.
        if (dashes.Length == 2 && dashes[0].Length > 3 && !dashes[0].Any(char.IsLower) && Places.IsTownLike(dashes[1]) && dashes[1].Count(c => c == ' ') < 2) return (dashes[0], dashes[1]);
        return (dashes.Length > 1 && dashes.Skip(1).All(d => HeadNouns.IsOrganisation(d)) ? string.Join(", ", dashes) : text, null);
    }

    /// <summary>"Verrerie de Loire" of "Verrerie de Loire – emballages en verre"; null for a text without such a description.</summary>
    public static string? BeforeDescription(string text) => Described().Match(text) is { Success: true } described ? text[..described.Index] : null;

    // "CHU de Nantes, service de cardiologie"
    private static string WithoutTeam(string text)
    {
        if (BeforeDescription(text) is { } name) return name;
        return Team().Match(text) is { Success: true } team && HeadNouns.Of(text[..team.Index]) == HeadNoun.Organisation ? text[..team.Index] : text;
    }

    private static string Join(List<string> parts) => string.Join(", ", parts);

    private static string CleanTitle(string title)
    {
        foreach (Match cut in PlaceStart().Matches(title))
        {
            if (cut.Index > 2 && Places.IsPlace(title[(cut.Index + cut.Length)..].Trim(' ', ')'))) return title[..cut.Index].Trim(' ', ',', '(');
        }

        return Grade().Replace(title, "").Trim(' ', ',', '-', '–', '—', ':');
    }

    private static int DateLine(List<EntryLine> header) => Math.Max(0, header.FindIndex(l => l.Range is not null));

    // Lines of dates and places behind the names belong to the header.
    private static int Used(List<EntryLine> header, int last)
    {
        var used = Math.Max(last, DateLine(header)) + 1;
        while (used < header.Count && header[used].Names.Count == 0) used++;
        return used;
    }

    [GeneratedRegex(@"\s+[–—-]{1,2}\s+|\s*[–—]\s+|(?<=\p{L})-\s+(?=\p{Lu})|\s+[–—](?=\p{Lu})|\s*:\s+", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Dashes();

    [GeneratedRegex(@",\s(?:(?:Service|Pôle|Unité)\s\p{L}|\p{Ll}{4})[^,]*(?=,|$)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Team();

    [GeneratedRegex(@"(?<=^\p{Lu}.*)\s[–—]\s\p{Ll}.*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Described();

    // A part of an organisation
    [GeneratedRegex("^(?:" + Units + @")\b|\b(?:Department|Division|Faculty)$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Unit();

    [GeneratedRegex(@"\s(?=(?:" + Units + @")\s\p{L})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex InUnit();

    [GeneratedRegex(@",\s*(?!\d)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Comma();

    // "Smith, Jones and Partners", "Foo, Bar et Associés"
    [GeneratedRegex(@"^[\p{L}'’-]+\s(?:&|and|et)\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Glued();

    [GeneratedRegex(@"\s(?:at|chez|with)\s(?:the\s)?(?=\p{Lu}|\d)|\s?@\s?(?=\p{Lu})|\s(?:au\sn?|à\sl['’]|à\sla\s|au\s)(?=(?:CHU|CHR|Centre|Clinique|Cabinet|Hôpital|Lycée|Collège|Restaurant|Groupe|Mairie|École|Université|Société|EHPAD)\b)|\sà\sl['’](?=\p{Lu}{2})|(?<=\p{L}\s)pour\s(?=\p{Lu})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex At();

    // "KarrotPay", "UoK": capitals inside a word are a brand's or an abbreviation's.
    [GeneratedRegex(@"\p{Ll}\p{Lu}", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Abbreviation();

    // "Lakemont School District (Boise, ID)"
    [GeneratedRegex(@"\s*\((?<place>[^()]{2,60})\)\s*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex InBrackets();

    // "Program Analyst, GS-0343-12"
    [GeneratedRegex(@",\s?\(?[A-Z]{1,4}-\d[\d-]*\)?$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Grade();

    [GeneratedRegex(@"[,;]\s|\s[–—-]\s|\s\(|\sin\s(?=\p{Lu})|\sà\s(?=\p{Lu})", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex PlaceStart();
}
