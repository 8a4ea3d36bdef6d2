using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Date ranges as CVs write them: "Jan 2020 – Present", "01/2020 - 03/2022", "2018-2020", "depuis mars 2019",
/// "de janvier 2018 à juin 2020", "Sept. 2015 — aujourd'hui", "Summer 2022", "Jan - Jun 2019", "2015-18".
/// </summary>
internal static partial class DateRangeReader
{
    internal const string MonthNames =
        "january|february|march|april|may|june|july|august|september|october|november|december|" +
        "janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|" +
        @"janv|févr|fevr|avr|juil|sept|jan|feb|fév|fev|mar|apr|jun|jul|aug|aoû|aou|sep|oct|nov|déc|dec";

    // Every repetition of these patterns is bounded, so a line takes a fixed number of steps for each of its characters. The limit is of the wall
    // clock, and the first match includes the compilation of the patterns' large code: 0.13 s of a core, more than two seconds beside much other work.
    private const int MatchLimit = 10_000;

    private const string Seasons = "summers?|spring|winters?|autumn|fall|étés?|printemps|hiver|automne";
    private const string Year = @"(?:19[5-9]\d|20[0-4]\d)";
    // "1896 – 1931": of years as old as these, only two make a date. Alone, they may be any number.
    private const string OldYear = @"1[89]\d{2}(?=\s?[-–—]\s?1[89]\d{2}(?!\d))|(?<=(?<!\d)1[89]\d{2}\s?[-–—]\s?)1[89]\d{2}";
    private const string Months = "(?:" + MonthNames + @")\b\.?";
    private const string Moment =
        Months + @"\s(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,\s?" + Year + // "May 18, 2015"
        @"|(?:(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er)?\s)?" + Months + @",?\s?(?:of\s|de\s)?(?:" + Year + @"|'\d{2}|\d{2}(?!\d|\s?%|\sans|\syears))" +
        @"|(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|1[0-2])[/.]" + Year +
        @"|(?:0?[1-9]|1[0-2])\s?[/.\-]\s?" + Year + @"|" + Year + @"(?:[/.\-]|\s/\s)(?:0[1-9]|1[0-2])(?!\d)" +
        @"|(?:0[1-9]|1[0-2])/\d{2}(?![\d/])" +
        @"|(?:" + Seasons + @"),?\s" + Year + @"|Q[1-4]\s" + Year + "|" + Year + "|" + OldYear;

    internal const string Now =
        @"present|onwards?|\.\s?\.\s?\.|…|current(?:ly)?|now|today|ongoing|to\sdate|till\sdate|date|aujourd'?\s?hui|auj\.?|ce\sjour|à\sce\sjour|présent|maintenant|actuel(?:lement)?|en\scours|actuelle|en\sposte|nos\sjours";

    private const string To = @"\s?(?:-{1,2}|–|—|/|~|→|->|>|to|until|till|through|thru|à\sfin|à|au|jusqu'(?:à|en|au)|et|and)\s?";

    /// <summary>The ranges of a line from left to right; single dates are ranges without an end.</summary>
    public static List<DateRange> Find(string line)
    {
        var found = new List<DateRange>();
        foreach (Match match in Range().Matches(line))
        {
            if (found.Count == 8) break;
            if (ToRange(match, line) is { } range) found.Add(range);
        }

        return found;
    }

    /// <summary>Dates that are still to be filled in, as in templates: "January 20XX - Current", "MM/YYYY". The range has no start and no end.</summary>
    public static DateRange? FindUnfilled(string line) => Unfilled().Match(line) is { Success: true } match
        ? new DateRange(null, null, match.Groups["now"].Success, match.Index, match.Length) : null;

    public static bool Any(string line) => Find(line).Count > 0;

    private static DateRange? ToRange(Match match, string line)
    {
        var from = match.Groups["from"];
        var to = match.Groups["to"];
        var now = match.Groups["now"].Success;
        var end = to.Success ? Parse(to.Value) : null;
        YearMonth? start;
        if (match.Groups["month"] is { Success: true } month) start = end is { } e ? new YearMonth(e.Year, MonthOf(month.Value)) : null;
        else start = Parse(from.Value);
        if (match.Groups["short"] is { Success: true } two && start is { } s)
        {
            var year = (s.Year / 100 * 100) + int.Parse(two.Value);
            if (year < s.Year) return null;
            end = new YearMonth(year, null);
        }

        if (start is not { } first) return null;
        if (end is { } last && Order(last) < Order(first))
        {
            // "Nov 2021 – May 2021" is typed the other way round. Two years alone may be any numbers.
            if (first.Month is null || last.Month is null) return null;
            (start, end, first) = (last, first, last);
        }

        var since = match.Groups["since"].Success && !to.Success;
        var open = match.Groups["open"].Success;
        // "2020 -" at the end of a line lasts until today.
        var current = now || since || open;
        var months = !current && end is null ? StatedMonths(line, match.Index + match.Length) : null;
        if (!current && end is null && Season(from.Value) is { } season)
            (start, end) = (new YearMonth(first.Year, season), new YearMonth(first.Year, season + 2));
        return new DateRange(start, end, current, match.Index, match.Length, months);
    }

    private static int Order(YearMonth m) => (m.Year * 12) + (m.Month ?? 12);

    // "2017 (6 mois)"
    private static int? StatedMonths(string line, int after)
    {
        var match = Stated().Match(line, after);
        if (!match.Success || match.Index - after > 12) return null;
        var number = int.Parse(match.Groups["n"].Value);
        var months = match.Groups["unit"].Value[0] is 'm' or 'M' ? number : number * 12;
        return months is > 0 and <= 600 ? months : null;
    }

    private static YearMonth? Parse(string text)
    {
        text = text.Trim();
        var numbers = Digits().Matches(text);
        var month = MonthName().Match(text);
        if (month.Success) return numbers.Count == 0 ? null : new YearMonth(FullYear(numbers[^1].Value), MonthOf(month.Value));
        if (numbers.Count == 1) return new YearMonth(FullYear(numbers[0].Value), null);
        if (text[0] is 'Q' or 'q') return new YearMonth(FullYear(numbers[^1].Value), ((text[1] - '1') * 3) + 1);
        if (numbers[0].Length == 4) return new YearMonth(int.Parse(numbers[0].Value), int.Parse(numbers[1].Value));
        return new YearMonth(FullYear(numbers[^1].Value), int.Parse(numbers[^2].Value));
    }

    private static int FullYear(string digits)
    {
        var year = int.Parse(digits);
        return digits.Length == 4 ? year : year < 50 ? 2000 + year : 1900 + year;
    }

    private static int? Season(string text) => TextFold.Fold(text.Trim()) switch
    {
        var t when t.StartsWith("summer", StringComparison.Ordinal) || t.StartsWith("ete", StringComparison.Ordinal) => 6,
        var t when t.StartsWith("spring", StringComparison.Ordinal) || t.StartsWith("printemps", StringComparison.Ordinal) => 3,
        var t when t.StartsWith("fall", StringComparison.Ordinal) || t.StartsWith("autumn", StringComparison.Ordinal) || t.StartsWith("automne", StringComparison.Ordinal) => 9,
        var t when t.StartsWith("winter", StringComparison.Ordinal) || t.StartsWith("hiver", StringComparison.Ordinal) => 1,
        _ => null,
    };

    private static int MonthOf(string name)
    {
        if (int.TryParse(name, out var number)) return number;
        var text = TextFold.Fold(name);
        return text.Length >= 4 && text.StartsWith("juil", StringComparison.Ordinal) ? 7 : text[..3] switch
        {
            "jan" => 1, "feb" or "fev" => 2, "mar" => 3, "apr" or "avr" => 4, "may" or "mai" => 5, "jun" or "jui" => 6, "jul" => 7,
            "aug" or "aou" => 8, "sep" => 9, "oct" => 10, "nov" => 11, _ => 12,
        };
    }

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}/.'’])(?:(?<since>since|depuis(?:\sle)?|from|à\spartir\sd[e']|à\scompter\sd[e'])\s|(?:de|du|entre|between|d')\s?)?" +
        @"(?:(?<from>" + Moment + @")(?:(?:" + To + @"|\s)(?:le\s)?(?<now>" + Now + @")(?![\p{L}\p{N}])|" + To + @"(?:le\s)?(?<to>" + Moment + @")|\s?[-–/]\s?(?<short>\d{2})(?![\d/.\-])|(?<open>\s?[-–—](?:\s?$|\s{2})))?" +
        @"|(?<month>" + Months + @")" + To + @"(?<to>" + Months + @",?\s?" + Year + @")|(?<month>0?[1-9]|1[0-2])\s?[-–]\s?(?<to>(?:0?[1-9]|1[0-2])[\s/.]" + Year + @"))(?![\p{L}\d])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: MatchLimit)]
    private static partial Regex Range();

    private const string Blank = @"(?:(?:" + Months + @"|(?:MM|XX|JJ|DD|mm|\d{1,2})[/.\-]|Month|Mois)\s?)?(?:(?:19|20)[Xx_?]{2}|(?:19|20)\d[Xx_?]|[Xx]{4}|YYYY|AAAA|yyyy)";

    [GeneratedRegex(@"(?<![\p{L}\p{N}])" + Blank + @"(?:" + To + @"(?:(?<now>" + Now + @")|" + Blank + @"))?(?![\p{L}\p{N}])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: MatchLimit)]
    private static partial Regex Unfilled();

    [GeneratedRegex(@"(?<n>\d{1,2})\s?(?<unit>mois|months?|ans?|years?)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Stated();

    [GeneratedRegex(@"\d+", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Digits();

    [GeneratedRegex("(?<!\\p{L})(?:" + MonthNames + ")", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex MonthName();
}
