using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Title, company and place of a posting: labelled, or in its first lines.</summary>
internal static partial class PostingHeader
{
    public static string? Title(IReadOnlyList<string> lines)
    {
        foreach (var line in lines.Take(40))
            if (TitleLabel().Match(line) is { Success: true } label) return Clean(label.Groups["value"].Value);

        foreach (var line in lines.Where(l => l.Length > 0).Take(8))
        {
            if (TextLines.IsBullet(line)) continue; // a duty
            var text = line.Trim(' ', '#', '*', '_', '=');
            foreach (var part in new[] { text }.Concat(TextCells.Split(text)).Concat(TextCells.SplitHeading(text)))
                if (JobTitles.IsTitle(Gender().Replace(part, ""))) return Clean(part);
            if (IsHead(line, lines)) return Clean(text);
        }

        foreach (var line in lines.Where(l => l.Length > 0).Take(30))
            if (Seeking().Match(line) is { Success: true } seeking && JobTitles.HasRole(seeking.Groups["value"].Value)) return Clean(seeking.Groups["value"].Value);
        return null;
    }

    public static string? Company(IReadOnlyList<string> lines)
    {
        foreach (var line in lines.Take(60))
            if (CompanyLabel().Match(line) is { Success: true } label) return Clean(label.Groups["value"].Value);

        var top = lines.Where(l => l.Length > 0).Take(6).ToList();
        foreach (var line in lines.Where(l => l.Length > 0).Take(40))
            if (CompanyInText().Match(line) is { Success: true } named && !JobTitles.HasRole(named.Groups["value"].Value)) return Clean(named.Groups["value"].Value);

        foreach (var line in top)
        {
            var parts = TextCells.SplitHeading(line.Trim(' ', '#', '*', '_'));
            var title = Array.FindIndex(parts, p => JobTitles.IsTitle(Gender().Replace(p, "")));
            if (title >= 0 && title + 1 < parts.Length && !Aside().IsMatch(parts[title + 1]) && !IsTitle(parts[title + 1])) return Clean(parts[title + 1]);
        }

        // "Title" on the first line, "Company" or "Company - Town" on the second. The title may come twice: from a form, and in the text.
        while (top.Count > 2 && (top[0].Trim() == top[1].Trim() || (IsTitle(top[0]) && IsTitle(top[1])))) top.RemoveAt(0);
        if (top.Count > 1 && JobTitles.HasRole(top[0]) && top[1].Length < 60 && !IsTitle(top[1]) && !Places.IsPlace(top[1]) && PostingHeadings.At(top[1]) is null && TextCells.SplitHeading(top[1]) is { Length: > 0 } second
            && char.IsUpper(second[0][0]) && second[0].Split(' ').Length <= 4 && !Aside().IsMatch(second[0]) && !second[0].EndsWith('.')) return Clean(second[0]);
        return null;
    }

    public static string? Location(IReadOnlyList<string> lines)
    {
        foreach (var line in lines.Take(60))
            if (PlaceLabel().Match(line) is { Success: true } label) return Clean(label.Groups["value"].Value);
        return null;
    }

    // "Management Accountant": an activity as the first word is a title only above everything else.
    private static bool IsHead(string line, IReadOnlyList<string> lines) =>
        ReferenceEquals(line, lines.FirstOrDefault(l => l.Length > 0)) && line.Length < 60 && !line.EndsWith('.') && line.Split(' ').Length <= 6 && HeadNouns.Of(line) == HeadNoun.Role;

    private static bool IsTitle(string line) => JobTitles.IsTitle(Gender().Replace(line.Trim(' ', '#', '*', '_'), "").Trim()) && !HeadNouns.IsOrganisation(line);

    private static string Clean(string text) => TextLines.FoldSpaces(Gender().Replace(text, "")).Trim(' ', ',', ':', '-', '–', '|', '*', '_', '.', '#', '(');

    [GeneratedRegex(@"^\W*(?:job\stitle|title|position|role|poste|intitulé(?:\sdu\sposte)?|offre(?:\sd'emploi)?|titre(?:\sdu\sposte)?|fonction|métier)\s*\**\s*:\s*\**(?<value>.{3,100})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex TitleLabel();

    [GeneratedRegex(@"^\W*(?:company|employer|organi[sz]ation|entreprise|société|employeur|client)\s*\**\s*:\s*\**(?<value>[^|•]{2,60}?)(?:\s{2,}.*|[|•].*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex CompanyLabel();

    [GeneratedRegex(@"^\W*(?:location|place|lieu(?:\sde\stravail)?|localisation|ville|city)\s*\**\s*:\s*\**(?<value>[^|•]{2,80})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex PlaceLabel();

    [GeneratedRegex(@"(?:(?:^(?:About|À propos d[e'u]|Chez|At|Join)|\b(?:to\sjoin|rejoindre|within|au\ssein\sde))\s(?!(?:(?:The|This|Our|Your)\s(?:Role|Job|Position|Team|Company|Opportunity|Mission|Client)|This|Our|Your|You|Us|We|It|Nous|Vous|Notre|Votre|Un|Une|Il|Elle)\b)(?<value>\p{Lu}[\p{L}\p{N}&.'\-]{1,30}(?:\s\p{Lu}[\p{L}\p{N}&.'\-]{1,30}){0,3})(?=\s*[,:.!]|$|\s(?:we|and|as|is|nous|in|à|at|en))|^(?!(?:(?:The|This|Our|Your)\s(?:Role|Job|Position|Team|Company|Opportunity|Mission|Client)|This|Our|Your|You|Us|We|It|Nous|Vous|Notre|Votre|Un|Une|Il|Elle)\b)(?<value>\p{Lu}[\p{L}\p{N}&.'\-]{1,30}(?:\s\p{Lu}[\p{L}\p{N}&.'\-]{1,30}){0,3}),?\s(?:is\s(?:looking|hiring|seeking|searching|a|an|the)|recherche|recrute|est\s(?:une?|le|la|un)|seeks|cherche)\s)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex CompanyInText();

    [GeneratedRegex(@"(?:looking\sfor|hiring|seeking|searching\sfor|recherch(?:e|ons)|recrut(?:e|ons))\s(?:an?|une?|des|notre|our|son|sa)\s(?:(?:experienced|skilled|talented|motivated|passionate|new|nouveau|nouvelle|futur[e]?)\s)*(?<value>[^.,;:!?\n]{3,60}?)(?=\s(?:to|who|with|for|in|pour|qui|avec|capable|expérimentée?|afin|basée?|based|en\s(?:CDI|CDD)|dans|at|and)\s|[.,;:!?(]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Seeking();

    [GeneratedRegex(@"\s*[\[(]?\s?\b(?:[HFMWDX]\s?/\s?[HFMWDX](?:\s?/\s?[HFMWDX])?)\b\s?[\])]?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Gender();

    [GeneratedRegex(@"^(?:CDI|CDD|full[- ]?time|part[- ]?time|temps.*|remote|hybrid|permanent|stage|alternance|télétravail|on-?site|freelance|contract|posted.*|publiée?.*|\d.*|H/F|F/H)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Aside();
}
