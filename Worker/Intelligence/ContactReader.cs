using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>E-mail, phone, place and links of a CV. The header is read first, because contacts of referees stand further down.</summary>
internal static partial class ContactReader
{
    /// <param name="lines">All lines of the CV.</param>
    /// <param name="sections">The same lines by section: only those about the person tell where the person lives, and those about referees count last.</param>
    public static ContactDetails Read(IReadOnlyList<string> lines, IReadOnlyList<CvSection> sections)
    {
        List<string> others = [.. sections.Where(s => !IsAboutReferees(s)).SelectMany(s => s.Lines)];
        var email = Email(others) ?? Email(lines);
        return new()
        {
            Email = email,
            Phone = Phone(others) ?? Phone(Beside(lines, email)),
            Location = Location([.. sections[0].Lines, .. sections.Skip(1).Where(IsAboutThePerson).SelectMany(s => s.Lines)]),
            Links = Links(lines),
        };
    }

    private static bool IsAboutReferees(CvSection section) => Referees().IsMatch(TextFold.Fold(section.Heading));

    private static bool IsAboutThePerson(CvSection section) => section.Kind == CvSectionKind.Other && Person().IsMatch(TextFold.Fold(section.Heading));

    // In a page with a side column the contacts can stand below the referees: the number above or below the address is the person's.
    private static List<string> Beside(IReadOnlyList<string> lines, string? email)
    {
        var at = email is null ? -1 : Enumerable.Range(0, lines.Count).FirstOrDefault(i => lines[i].Contains(email, StringComparison.OrdinalIgnoreCase), -1);
        return at < 0 ? [] : [.. lines.Skip(at).Take(1), .. lines.Skip(Math.Max(0, at - 1)).Take(3)];
    }

    /// <summary>The line with a space for each character of an address or number.</summary>
    public static string WithoutAddresses(string line) =>
        Addresses().Replace(line, m => new string(' ', m.Length));

    private static string? Email(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            if (line.Contains('@', StringComparison.Ordinal) && PlainEmail().Match(line) is { Success: true } plain) return plain.Value.TrimEnd('.', '-');

        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (Obfuscated().Match(line) is { Success: true } hidden)
                return $"{hidden.Groups["user"].Value}@{ObfuscatedDot().Replace(hidden.Groups["host"].Value, ".")}";

            // "jean.dupont@" at the end of a line, "example.com" on the next: the form of a wrapped address in a narrow column.
            if (!line.Contains('@', StringComparison.Ordinal) && !(i + 1 < lines.Count && lines[i + 1].TrimStart().StartsWith('@'))) continue;
            var next = lines.Skip(i + 1).Take(2).FirstOrDefault(l => l.Length > 0) ?? "";
            var joined = Gaps().Replace(line.Trim(), "@") + next.Trim();
            if (PlainEmail().Match(Gaps().Replace(line, "@")) is { Success: true } spaced) return spaced.Value;
            if (PlainEmail().Match(joined) is { Success: true } wrapped) return wrapped.Value;
        }

        return null;
    }

    private static string? Phone(IReadOnlyList<string> lines)
    {
        string? labelled = null, first = null;
        foreach (var line in lines)
        {
            // A number may be written with any dash. The text of the match is the line's own.
            var plain = Addresses().Replace(line, m => new string(' ', m.Length)).Replace('–', '-').Replace('—', '-').Replace('\u2012', '-');
            foreach (Match match in PhoneNumber().Matches(plain))
            {
                var number = line.Substring(match.Index, match.Length).Trim().TrimEnd('.', '-', '–', '—', '(', '/', ' ');
                if (!IsPhone(number, line, match.Index)) continue;
                var before = TextFold.Fold(line[Math.Max(0, match.Index - 14)..match.Index]);
                if (before.Contains("fax", StringComparison.Ordinal)) continue;
                first ??= number;
                if (PhoneLabel().IsMatch(before)) labelled ??= number;
            }

            if (labelled is not null) break;
        }

        var chosen = first is not null && (labelled is null || lines.Take(12).Any(l => l.Contains(first, StringComparison.Ordinal))) ? first : labelled;
        return chosen is null ? null : TextLines.FoldSpaces(chosen);
    }

    private static bool IsPhone(string number, string line, int at)
    {
        var digits = number.Count(char.IsDigit);
        if (digits is < 7 or > 15) return false;
        if (DateRangeReader.Any(number) && digits is 8 && !number.StartsWith('+')) return false;
        if (MonthPair().IsMatch(number) || Years().Count(number) > 1) return false;
        var international = number.StartsWith('+') || number.StartsWith("00", StringComparison.Ordinal) || number.StartsWith("(+", StringComparison.Ordinal);
        var label = PhoneLabel().IsMatch(TextFold.Fold(line[Math.Max(0, at - 14)..at]));
        // A plain row of digits is more often an account or licence number.
        if (!international && !label && digits < 9) return number.Any(c => c is '-' or '–') && digits == 7;
        return true;
    }

    private static List<string> Links(IReadOnlyList<string> lines)
    {
        var links = new List<string>();
        foreach (var line in lines)
        {
            foreach (Match match in Link().Matches(line))
            {
                var link = match.Value.TrimEnd('.', ',', ';', ')', '/');
                if (links.Count < 20 && !links.Contains(link, StringComparer.OrdinalIgnoreCase)) links.Add(link);
            }
        }

        return links;
    }

    private static string? Location(IReadOnlyList<string> lines)
    {
        foreach (var line in lines.Take(15))
        {
            if (Labelled().Match(line) is { Success: true } labelled) return TextLines.FoldSpaces(labelled.Groups["place"].Value);
            foreach (var cell in TextCells.Split(line))
            {
                if (FrenchTown().Match(cell) is { Success: true } town) return town.Value.Trim();
                if (CityState().Match(cell.Trim()) is { Success: true } city && !JobTitles.HasRole(cell)) return city.Value.Trim();
                if (Places.IsPlace(cell)) return cell;
                if (cell.Any(char.IsDigit) && EntryHeader.WithoutPlace(cell).Place is { } inAddress && Places.IsPlace(inAddress)) return inAddress;
            }
        }

        return null;
    }

    [GeneratedRegex(@"[\p{L}\p{N}][\p{L}\p{N}._%+\-]{0,63}@[\p{L}\p{N}](?:[\p{L}\p{N}\-]{0,62}\.){1,5}\p{L}{2,18}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex PlainEmail();

    [GeneratedRegex(@"(?<user>[\w.+\-]{2,64})\s?[\[({<]\s?(?:at|arobase|@|à|AT)\s?[\])}>]\s?(?<host>[\w\-]{1,63}(?:(?:\s?[\[({<]\s?(?:dot|point|\.)\s?[\])}>]\s?|\.)[\w\-]{2,63}){1,4})|(?<user>[\w.+\-]{2,64})\s(?:at|AT|arobase)\s(?<host>[\w\-]{1,63}(?:\s(?:dot|DOT|point)\s[\w\-]{2,63}){1,3})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Obfuscated();

    [GeneratedRegex(@"\s?[\[({<]?\s?(?:(?<=\W)(?:dot|DOT|point)(?=\W)|\.)\s?[\])}>]?\s?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ObfuscatedDot();

    [GeneratedRegex(@"\s?@\s?", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Gaps();

    [GeneratedRegex(@"(?<!\d)\(?\d{3}\)?\s?[·⋅]\s?\d{3}\s?[·⋅]\s?\d{4}(?!\d)|(?<![\p{L}\d/#.])(?!\d{5}\s{1,2}(?:\(?\d{3}\)?[\s.\-]\d{3}[\s.\-]|0\d(?:[\s.\-]\d\d){4}))(?:\(?\+(?:00)?\d{1,3}\)?|00\d{2})?[\s.\-]?(?:\(\d{1,5}\)[\s.\-]?)?\d{1,13}(?:(?:[\s.\-/]{1,2}|\s-\s)\(?\d{1,8}\)?){0,6}(?![\p{L}\d/]|\s[Xx*]{2})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex PhoneNumber();

    [GeneratedRegex(@"(?:tel|phone|mobile|cell|portable|gsm|mob|call|telephone|whatsapp|\bt|\bm|\bp|\bc)\.?\s*[:.)]?\s*\(?$|[☎✆📞📱]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex PhoneLabel();

    [GeneratedRegex(@"(?<!\d)(?:19|20)\d{2}(?!\d)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Years();

    [GeneratedRegex(@"\brefer(?:ences?|ees?|encias)\b", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Referees();

    [GeneratedRegex(@"contact|coordonnees|person|details", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Person();

    // "05/2023-06/2026", "17.03.2019 (3 days)"
    [GeneratedRegex(@"^\d{1,2}[/.]\d{4}\D|^\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}(?!\d)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex MonthPair();

    [GeneratedRegex(@"https?://[^\s|,;<>()]{3,200}|www\.[^\s|,;<>()]{3,200}|(?<![\w@.])(?:[a-z]{2,3}\.)?(?:linkedin\.com|github\.com|gitlab\.com|behance\.net|dribbble\.com|medium\.com|stackoverflow\.com|twitter\.com|x\.com|viadeo\.com|malt\.fr|kaggle\.com|orcid\.org)/[^\s|,;<>()]{1,200}|(?<![\w@.\-])[a-z0-9\-]{2,63}\.(?:github\.io|dev|me|portfolio\.com|com/[^\s|,;<>()]{1,200})(?![\w.])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Link();

    [GeneratedRegex(@"https?://\S{3,300}|www\.\S{3,300}|[\w.+\-]{1,64}@[\w.\-]{1,253}|(?<!\w)(?:linkedin|github|gitlab|behance|dribbble|medium|kaggle|twitter|orcid|stackoverflow)\.(?:com|net|org)\S{0,200}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Addresses();

    [GeneratedRegex(@"^\W*(?:location|address|adresse|lieu|ville|domicile|city)\s*:\s*(?<place>[^|•]{2,80})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"(?<!\d)\d{5}\s\p{Lu}[\p{L}'\- ]{1,40}", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex FrenchTown();

    [GeneratedRegex(@"^\p{Lu}[\p{L}.'\-]{1,25}(?:\s\p{L}[\p{L}.'\-]{1,25}){0,2}(?:,\s(?:[A-Z]{2}(?:\s\d{5})?|(?:United\s)?\p{Lu}[\p{L}\-]{2,20})|\s\(\d{2,5}\))$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex CityState();
}
