using System.Globalization;
using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

internal enum MonthStyle { Numeric, Short, Long }

/// <summary>The styles of a month of a year in a résumé ("03/2021", "Mar 2021", "mars 2021"), and their conversion.</summary>
internal static partial class DateStyle
{
    private static readonly string[] English = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    private static readonly string[] French = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];
    private static readonly string[] FrenchShort = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];

    /// <param name="Fixed">Whether the short and the long name of the month are equal ("May", "mars"), so that the name shows no style.</param>
    public sealed record Mention(int Start, int Length, int Year, int Month, MonthStyle Style, bool Fixed);

    public static List<Mention> Find(string text)
    {
        var mentions = new List<Mention>();
        foreach (Match match in MonthOfYear().Matches(text))
        {
            var year = int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture);
            if (match.Groups["number"] is { Success: true } number)
                mentions.Add(new(match.Index, match.Length, year, int.Parse(number.Value, CultureInfo.InvariantCulture), MonthStyle.Numeric, false));
            else if (MonthOf(match.Groups["name"].Value) is var (month, style, same))
                mentions.Add(new(match.Index, match.Length, year, month, style, same));
        }
        return mentions;
    }

    public static bool IsNumericDate(string word) => MonthOfYear().Match(word) is { Success: true } match && match.Length == word.Length;

    /// <summary>Every month of a year becomes one word (<c>ym202103</c>), however it was written.</summary>
    public static string Canonicalise(string text) =>
        Rewrite(text, m => $"ym{m.Year:0000}{m.Month:00}", _ => true);

    public static string Restyle(string text, MonthStyle style, bool french) =>
        Rewrite(text, m => Write(m.Year, m.Month, style, french), m => m.Style != style && !(m.Fixed && style != MonthStyle.Numeric));

    public static string Write(int year, int month, MonthStyle style, bool french) => style switch
    {
        MonthStyle.Numeric => $"{month:00}/{year}",
        MonthStyle.Short => $"{(french ? FrenchShort[month - 1] : English[month - 1][..3])} {year}",
        _ => $"{(french ? French : English)[month - 1]} {year}",
    };

    private static string Rewrite(string text, Func<Mention, string> write, Predicate<Mention> wanted)
    {
        var result = new System.Text.StringBuilder(text.Length);
        var from = 0;
        foreach (var mention in Find(text).Where(m => wanted(m)))
        {
            result.Append(text, from, mention.Start - from).Append(write(mention));
            from = mention.Start + mention.Length;
        }
        return from == 0 ? text : result.Append(text, from, text.Length - from).ToString();
    }

    private static (int Month, MonthStyle Style, bool Fixed)? MonthOf(string name)
    {
        var key = Words.Key(name);
        for (var i = 0; i < 12; i++)
        {
            string english = Words.Key(English[i]), french = Words.Key(French[i]), shortFrench = Words.Key(FrenchShort[i]);
            if (key == english || key == french) return (i + 1, MonthStyle.Long, key == shortFrench || key.Length == 3);
            if (key == english[..3] || key == shortFrench || (i == 8 && key == "sept")) return (i + 1, MonthStyle.Short, false);
        }
        return null;
    }

    [GeneratedRegex(@"(?<![\p{L}\d/.\-])(?:(?<number>0?[1-9]|1[0-2])/(?<year>(?:19|20)\d\d)|(?<name>\p{L}{3,9})\.?[ \u00A0]{1,2}(?<year>(?:19|20)\d\d))(?![\d/\p{L}])",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MonthOfYear();
}
