using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>The achievements of a person, item by item, and whether a figure proves them.</summary>
internal static partial class Achievements
{
    public static IEnumerable<ResumeItem> Of(ResumeText resume) =>
        resume.Items.Where(i => i.Kind is CvSectionKind.Experience or CvSectionKind.Projects && i.Text.Contains(' ', StringComparison.Ordinal));

    public static (int All, int Quantified) Count(ResumeText resume)
    {
        var items = Of(resume).ToList();
        return (items.Count, items.Count(i => IsQuantified(i.Text)));
    }

    /// <summary>A number that is no year, month, version or name ("S3", "HTML5").</summary>
    public static bool IsQuantified(string text) => Words.Of(text).Exists(IsFigure);

    /// <summary>The value of a figure: a share or money has the highest, then any count; 0 without a figure.</summary>
    public static int Strength(string text) =>
        !IsQuantified(text) ? 0 : Telling().IsMatch(text) ? 2 : 1;

    private static bool IsFigure(Word word)
    {
        if (!char.IsAsciiDigit(word.Text[0])) return false;
        return !(word.Text.Length == 4 && int.TryParse(word.Text, out var year) && year is >= 1950 and < 2100) && !DateStyle.IsNumericDate(word.Text);
    }

    [GeneratedRegex(@"\d\s?(?:%|€|£|\$|k€|M€|[kKM]\b|million|x\b)|[€£$]\s?\d", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Telling();
}
