using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Headings in the margin, beside the first line of their section: "EDUCATION    Mesilla State University".</summary>
internal static partial class MarginHeadings
{
    /// <summary>The lines, each such heading on a line of its own.</summary>
    public static IReadOnlyList<string> Apart(IReadOnlyList<string> lines)
    {
        var found = lines.Select(line => Find(Cells().Match(line))).ToList();
        // A label in a list of skills looks the same: so one of work or studies must be there, and a second one.
        if (found.Find(h => h?.Kind is CvSectionKind.Experience or CvSectionKind.Education) is not { } sure) return lines;
        var alike = found.ConvertAll(h => h is not null && h.Capitals == sure.Capitals ? h : null);
        if (alike.OfType<Heading>().DistinctBy(h => h.Kind).Count() < 2) return lines;
        var apart = new List<string>();
        for (var at = 0; at < lines.Count; at++)
        {
            if (at + 1 < lines.Count && OverTwoLines(lines[at], lines[at + 1], sure.Capitals) is { } both)
            {
                apart.AddRange(["", .. both]);
                at++;
            }
            // A long heading leaves no wide gap beside it.
            else if ((alike[at] ?? (sure.Capitals ? Find(Narrow().Match(lines[at])) : null)) is { } heading) apart.AddRange(["", heading.Text, heading.Beside]);
            else apart.Add(lines[at]);
        }

        return apart;
    }

    // "COMPUTER    Languages: C" and "SKILLS    Systems: Linux" below it.
    private static string[]? OverTwoLines(string first, string second, bool capitals)
    {
        var word = capitals ? Capitals() : Mixed();
        var (above, below) = (word.Match(first), word.Match(second));
        if (!above.Success || !below.Success || (!capitals && above.Groups["beside"].Length == 0) || (SectionHeadings.KindOf(above.Groups["heading"].Value) is { } kind && SectionHeadings.KindOf(below.Groups["heading"].Value) != kind)) return null;
        var heading = $"{above.Groups["heading"].Value} {below.Groups["heading"].Value}".Replace("- ", "-", StringComparison.Ordinal);
        return SectionHeadings.KindOf(heading) is null ? null : [heading, .. new[] { above, below }.Select(m => m.Groups["beside"].Value).Where(text => text.Length > 0)];
    }

    private static Heading? Find(Match cells) =>
        cells.Success && cells.Groups["heading"].Value is var text && SectionHeadings.KindOf(text) is { } kind
        && SectionHeadings.KindOf(cells.Groups["beside"].Value.Trim()) is null
            ? new Heading(text, kind, cells.Groups["beside"].Value, !text.Any(char.IsLower))
            : null;

    private sealed record Heading(string Text, CvSectionKind Kind, string Beside, bool Capitals);

    [GeneratedRegex(@"^(?<heading>\p{Lu}\S*(?:\s[^\s:]+){0,3})(?:\t|\s{2,})(?<beside>\S.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Cells();

    [GeneratedRegex(@"^(?<heading>\p{Lu}{4,}(?:\s\p{Lu}{4,})*)\s(?<beside>\p{Lu}\p{Ll}.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Narrow();

    // "Professional    Acme" and "Experience    Nurse" below it
    [GeneratedRegex(@"^(?<heading>\p{Lu}\p{Ll}{2,})(?:(?:\t|\s{2,})(?<beside>\S.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Mixed();

    [GeneratedRegex(@"^(?<heading>\p{Lu}{3,}-?)(?:(?:\t|\s{2,})(?<beside>\S.*))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Capitals();
}
