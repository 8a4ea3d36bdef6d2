using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Pipelines.CvMatching;

/// <summary>Degrees as years of study after the end of school ("Bac+5" is 5), so that a licence and a bachelor can be compared.</summary>
internal static partial class DegreeLevel
{
    /// <param name="degree">The degree as a CV names it.</param>
    public static int? Held(string? degree) => degree is null ? null : Of(degree) ?? (Engineer().IsMatch(degree) ? 5 : null);

    /// <param name="text">A criterion, in which "master" or "ingénieur" may be a role as well.</param>
    public static int? Asked(string text) => Of(text) ?? (AnyDegree().IsMatch(text) ? 3 : null);

    private static int? Of(string text)
    {
        if (Bac().Match(text) is { Success: true } bac) return bac.Groups["years"].Value[0] - '0';
        if (Doctor().IsMatch(text)) return 8;
        if (Master().IsMatch(text)) return 5;
        if (Bachelor().IsMatch(text)) return 3;
        return Short().IsMatch(text) ? 2 : null;
    }

    [GeneratedRegex(@"(?<!\p{L})bac\s?\+\s?(?<years>[1-8])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bac();

    [GeneratedRegex(@"(?<!\p{L})(?:doctorat|doctorate|ph\.?\s?d)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Doctor();

    [GeneratedRegex(
        @"(?<!scrum\s|\p{L})(?:master'?s?(?:\s(?:degree|of|in|en|de|1|2)|\s?$)|mastère|m\.?sc|m\.?b\.?a|m\.?eng|dess|dea|(?:diplôme|école|titre)\sd'ingénieurs?)(?!\p{L})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Master();

    [GeneratedRegex(
        @"(?<!driv(?:ing|er's)\s|\p{L})(?:licence|bachelor'?s?|b\.?s\.?c?|b\.?a|b\.?eng|b\.?tech|BUT)(?![\p{L}'])",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bachelor();

    [GeneratedRegex(@"(?<!\p{L})(?:BTS|DUT|DEUG|associate(?:'s)?\sdegree|HND)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Short();

    [GeneratedRegex(@"(?<!\p{L})(?:ingénieure?|M\.?S|M\.?A|master|engineer)(?!\p{L})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Engineer();

    [GeneratedRegex(@"(?<!\p{L})(?:university\sdegree|college\sdegree|degree\sin|diplôme\s(?:universitaire|d'études\ssupérieures))(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AnyDegree();
}
