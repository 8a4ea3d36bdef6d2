using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Headings whose words no list has ("Most proud of", "Et aussi"): rows that are set like the headings of the page that are known, in size, in
/// capitals and in the space above them. Else such a section's lines would belong to the one above.
/// </summary>
internal static class PdfHeadings
{
    public static HashSet<PdfRow> Unknown(IReadOnlyList<List<PdfRow>> blocks)
    {
        var placed = blocks.SelectMany(block => block.Select((row, at) => (Row: row, Space: at == 0 ? double.MaxValue : row.Top - block[at - 1].Bottom, Edge: block.Min(r => r.Left)))).ToList();
        var known = placed.FindAll(p => SectionHeadings.KindOf(p.Row.Text) is not null && !IsOneOfAList(p.Row));
        if (known.Count < 2)
            return [];
        var capitals = known.TrueForAll(p => IsCapitals(p.Row));
        var (size, space) = (known.Select(p => p.Row.Height).Order().ElementAt(known.Count / 2), known.Min(p => p.Space));
        var alike = known.FindAll(p => IsSize(p.Row, size));
        var sizes = placed.Select(p => p.Row.Height).Order().ToList();
        // Without capitals only a larger size tells a heading from a title.
        if (alike.Count < 2 || (!capitals && size < 1.08 * sizes[sizes.Count / 2]))
            return [];
        var found = placed.FindAll(p => IsSize(p.Row, size) && p.Space >= 0.9 * space && p.Row.Left <= p.Edge + 3 && IsPhrase(p.Row.Text) && (!capitals || IsCapitals(p.Row)));
        // More of them than of the known ones: so are all entries set.
        return found.Count > known.Count ? [] : [.. found.Select(p => p.Row)];
    }

    /// <summary>
    /// Takes the name out of its block where a side column would come before it: the row that is set larger than all others, beside or above the
    /// first block. Null where it stands in the first one.
    /// </summary>
    public static PdfRow? TakeName(IReadOnlyList<List<PdfRow>> blocks)
    {
        if (blocks.Count < 2)
            return null;
        var sizes = blocks.SelectMany(block => block).Select(row => row.Height).Order().ToList();
        var largest = blocks.SelectMany(block => block).Where(row => row.Height >= 0.98 * sizes[^1]).ToList();
        if (largest is not [var name] || name.Height < 1.5 * sizes[sizes.Count / 2] || blocks[0].Contains(name) || name.Top > blocks[0].Max(row => row.Bottom))
            return null;
        var words = name.Text.Split(' ');
        if (words.Length is < 2 or > 4 || !name.Text.All(c => char.IsLetter(c) || c is ' ' or '-' or '.' or '\'' or '’') || SectionHeadings.KindOf(name.Text) is not null || HeadNouns.Of(name.Text) is HeadNoun.Role or HeadNoun.Organisation)
            return null;
        blocks.First(block => block.Contains(name)).Remove(name);
        return name;
    }

    private static bool IsSize(PdfRow row, double size) => Math.Abs(row.Height - size) <= 0.02 * size;

    private static bool IsCapitals(PdfRow row) => !row.Text.Any(char.IsLower);

    private static bool IsOneOfAList(PdfRow row) => !char.IsLetter(row.Text[0]);

    private static bool IsPhrase(string text) =>
        text.Length is >= 4 and <= 40 && char.IsUpper(text[0]) && text.Count(c => c == ' ') <= 4 && text.All(c => char.IsLetter(c) || c is ' ' or '\'' or '’' or '-' or '&')
        && SectionHeadings.KindOf(text) is null && SectionHeadings.KindOfTrade(text) is null
        && (SectionHeadings.KindOfAny(text) is not null || HeadNouns.Of(text) is not (HeadNoun.Role or HeadNoun.Organisation)) && !Places.IsPlace(text);
}
