using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Years of work: the union of the dated periods, or the number in the text when no period has dates.</summary>
internal static partial class ExperienceYears
{
    public static double Total(IEnumerable<DateRange> periods, DateOnly today, string text)
    {
        var spans = periods.Select(p => p.Span(today)).OfType<(int From, int To)>().OrderBy(s => s.From).ToList();
        if (spans.Count == 0) return Stated(text) ?? 0;
        int months = 0, until = int.MinValue;
        foreach (var (from, to) in spans)
        {
            var start = Math.Max(from, until);
            if (to > start) { months += to - start; until = to; }
        }

        return Math.Min(80, Math.Round(months / 12.0, 1));
    }

    /// <summary>"over 10 years of experience", "plus de 8 ans d'expérience", "12 années dans le bâtiment".</summary>
    private static double? Stated(string text)
    {
        foreach (Match match in StatedYears().Matches(text))
        {
            var years = Number(match.Groups["n"].Value);
            if (years is > 0 and <= 60) return years;
        }

        return null;
    }

    internal static double Number(string text) => TextFold.Fold(text) switch
    {
        "one" or "un" or "une" => 1, "two" or "deux" => 2, "three" or "trois" => 3, "four" or "quatre" => 4, "five" or "cinq" => 5, "six" => 6, "seven" or "sept" => 7,
        "eight" or "huit" => 8, "nine" or "neuf" => 9, "ten" or "dix" => 10, "twelve" or "douze" => 12, "fifteen" or "quinze" => 15, "twenty" or "vingt" => 20,
        var t => double.TryParse(t.Replace(',', '.'), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var n) ? n : 0,
    };

    internal const string NumberPattern =
        @"\d{1,2}(?:[.,]\d)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|un|une|deux|trois|quatre|cinq|sept|huit|neuf|dix|douze|quinze|vingt";

    [GeneratedRegex(
        @"(?<![\p{L}\p{N}])(?<n>" + NumberPattern + @")\s?\+?\s?(?:years?|yrs?|ans|années?)(?:'|\s)?(?:\s?(?:of|d'|de|in|en|dans|as|comme|professional|relevant|work(?:ing)?|solid|practical|hands-on)\s?){0,3}[^.\n]{0,40}?(?:experience|expérience|pratique|métier)" +
        @"|(?:experience|expérience)[^.\n]{0,20}?(?<![\p{L}\p{N}])(?<n>" + NumberPattern + @")\s?\+?\s?(?:years?|yrs?|ans|années?)(?!\p{L})" +
        @"|(?<![\p{L}\p{N}])(?<n>" + NumberPattern + @")\s?\+?\s?(?:years\s(?:in|as)|ans\s(?:dans|en\stant)|années\s(?:dans|en))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex StatedYears();
}
