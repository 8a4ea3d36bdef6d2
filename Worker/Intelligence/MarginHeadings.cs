using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Headings in the margin, beside the first line of their section: "EDUCATION    Mesilla State University".</summary>
internal static partial class MarginHeadings
{
    /// <summary>The lines, each such heading on a line of its own.</summary>
    public static IReadOnlyList<string> Apart(IReadOnlyList<string> lines)
    {
        var found = lines.Select(Find).ToList();
        // A label in a list of skills looks the same: so one of work or studies must be there, and a second one.
        if (found.Find(h => h?.Kind is CvSectionKind.Experience or CvSectionKind.Education) is not { } sure) return lines;
        var alike = found.ConvertAll(h => h is not null && h.Capitals == sure.Capitals ? h : null);
        if (alike.OfType<Heading>().DistinctBy(h => h.Kind).Count() < 2) return lines;
        return [.. lines.SelectMany((line, at) => alike[at] is { } heading ? ["", heading.Text, heading.Beside] : (string[])[line])];
    }

    private static Heading? Find(string line) =>
        Cells().Match(line) is { Success: true } cells && cells.Groups["heading"].Value is var text && SectionHeadings.KindOf(text) is { } kind
        && SectionHeadings.KindOf(cells.Groups["beside"].Value.Trim()) is null
            ? new Heading(text, kind, cells.Groups["beside"].Value, !text.Any(char.IsLower))
            : null;

    private sealed record Heading(string Text, CvSectionKind Kind, string Beside, bool Capitals);

    [GeneratedRegex(@"^(?<heading>\p{Lu}\S*(?:\s[^\s:]+){0,3})(?:\t|\s{2,})(?<beside>\S.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Cells();
}
