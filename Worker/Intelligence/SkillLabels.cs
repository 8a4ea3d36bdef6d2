using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Names of groups in a skill section that no colon tells: in a column of their own ("DevOps    AWS, Docker"), or alone above the group's items.
/// </summary>
internal static partial class SkillLabels
{
    /// <summary>The lines, such names empty.</summary>
    public static IReadOnlyList<string> Without(IReadOnlyList<string> lines)
    {
        var written = lines.Where(l => l.Any(char.IsLetter)).ToList(); // a row of dots is a level
        var rows = written.ConvertAll(l => Row().Match(TextLines.WithoutBullet(l)));
        if (rows.Count >= 2 && rows.TrueForAll(r => r.Success) && rows.Count(r => r.Groups["items"].Value.Contains(',', StringComparison.Ordinal)) * 2 > rows.Count)
            return rows.ConvertAll(r => $"• {r.Groups["items"].Value}"); // else a row in lower case would continue the one above

        var alone = Enumerable.Range(0, written.Count).Where(i => IsAlone(written[i])).ToList();
        var above = alone.FindAll(i => i + 1 < written.Count && !IsAlone(written[i + 1]));
        // Bullets below a text without one are its items. Lists below a text are, if all texts have one.
        var labels = above.FindAll(i => TextLines.IsBullet(written[i + 1]));
        if (above.Count >= 2 && above.Count == alone.Count) labels = above;
        return labels.Count == 0 ? lines : [.. written.Select((line, i) => labels.Contains(i) ? "" : line)]; // what stands below goes on with nothing above
    }

    private static bool IsAlone(string line) => !TextLines.IsBullet(line) && Phrase().IsMatch(line.Trim());

    [GeneratedRegex(@"^(?<label>\p{L}[^\s,]*(?:\s[^\s,]+){0,3})\s{2,}(?<items>\S.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\p{Lu}[^\s,;|•·:]*(?:\s[^\s,;|•·:]+){0,3}$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Phrase();
}
