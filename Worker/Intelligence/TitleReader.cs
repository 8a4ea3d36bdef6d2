using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>The person's own title: a labelled title, or a title in the header beside or below the name.</summary>
internal static partial class TitleReader
{
    public static string? Read(IReadOnlyList<string> header, PersonName? name)
    {
        foreach (var line in header.Take(20))
            if (Label().Match(line) is { Success: true } label && JobTitles.IsTitle(label.Groups["value"].Value)) return Clean(label.Groups["value"].Value);

        foreach (var line in header.Take(20))
        {
            var text = line.Trim(' ', '#', '*', '_', '=', '|');
            if (text.Length == 0) continue;
            if (JobTitles.IsTitle(text) && !text.Contains('|', StringComparison.Ordinal) && !text.Contains("   ", StringComparison.Ordinal) && !Holds(text, name)) return Clean(text);
            foreach (var cell in TextCells.Split(text))
            {
                var candidate = WithoutName(cell, name);
                if (JobTitles.IsTitle(candidate)) return Clean(candidate);
            }
        }

        return null;
    }

    private static bool Holds(string text, PersonName? name) => name is not null
        && name.Last.Length > 1 && TextFold.Fold(text).Contains(TextFold.Fold(name.Last), StringComparison.Ordinal);

    private static string WithoutName(string cell, PersonName? name)
    {
        if (name is null || !Holds(cell, name)) return cell;
        var folded = TextFold.Fold(cell);
        var end = Math.Max(End(folded, name.Last), End(folded, name.First));
        return end <= 0 || end >= cell.Length ? "" : cell[end..].Trim(' ', ',', '-', '–', '—', ':', '|', '(', ')');
    }

    private static int End(string folded, string part)
    {
        var at = folded.IndexOf(TextFold.Fold(part), StringComparison.Ordinal);
        return at < 0 ? 0 : at + part.Length;
    }

    private static string Clean(string title) => TextLines.FoldSpaces(title).Trim(' ', ',', ':', '-', '–', '|', '*', '_');

    [GeneratedRegex(@"^\W*(?:(?:job\s|current\s|professional\s)?title|position(?:\ssought|\sdesired)?|poste\s(?:recherché|visé|souhaité|actuel)|poste|titre|profession|métier|fonction|occupation|desired\sposition|emploi\srecherché)\s*:\s*(?<value>.{3,90})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Label();
}
