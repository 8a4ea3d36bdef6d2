using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// The order of school and degree where each has a line of its own. The lines of all entries are alike: "Norvik Skole    Bergen" above
/// "Glass and Pottery    2014 - 2015". So what the words tell in some entries holds for those where no word tells it.
/// </summary>
internal static partial class StudyOrder
{
    private readonly record struct Shape(bool Dated, bool Placed, bool Bullet, int Place);

    /// <summary>What lines name that no word tells: a degree (true) or a school. Each pair begins an entry.</summary>
    public static Dictionary<int, bool> Of(List<EntryLine> lines, bool blocks)
    {
        var shapes = new List<Shape?>();
        var place = -1;
        foreach (var line in lines)
        {
            place = line.Apart ? 0 : place + 1;
            shapes.Add(IsName(line) ? new Shape(line.Range is not null, line.PlaceCells.Count > 0, line.IsBullet, blocks ? place : 0) : null);
        }

        var order = new Dictionary<int, bool>();
        var all = Enumerable.Range(0, Math.Max(0, lines.Count - 1)).Where(at => shapes[at] is not null && shapes[at + 1] is not null && shapes[at] != shapes[at + 1])
            .GroupBy(at => (shapes[at], shapes[at + 1], lines[at + 1].Apart)).Where(g => g.Count() > 1).MinBy(g => g.First());
        if (all is null || all.Count() * 3 < shapes.Count(s => s == all.Key.Item1) * 2) return order;
        // A list of subjects below its school names no degree, and of three names in a row each may be the degree.
        List<int> pairs = [.. all.Where(at => at + 2 >= lines.Count || shapes[at + 2] is null || (blocks ? lines[at + 2].Apart : shapes[at + 2] != shapes[at + 1]))];
        var schoolFirst = pairs.Count(at => Kind(lines[at]) > 0 && Kind(lines[at + 1]) <= 0 || Kind(lines[at + 1]) < 0 && Kind(lines[at]) >= 0);
        var degreeFirst = pairs.Count(at => Kind(lines[at]) < 0 && Kind(lines[at + 1]) >= 0 || Kind(lines[at + 1]) > 0 && Kind(lines[at]) <= 0);
        if (Math.Max(schoolFirst, degreeFirst) <= 2 * Math.Min(schoolFirst, degreeFirst)) return order;
        foreach (var at in pairs.Where(at => schoolFirst > degreeFirst ? Kind(lines[at]) <= 0 || Kind(lines[at + 1]) >= 0 : Kind(lines[at]) >= 0 || Kind(lines[at + 1]) <= 0))
            (order[at], order[at + 1]) = (degreeFirst > schoolFirst, schoolFirst > degreeFirst);
        return order;
    }

    private static bool IsName(EntryLine line) =>
        line.Names is [var name] && name.Length > 1 && !line.Text.EndsWith('.') && name.Split(' ').Length <= (line.IsBullet ? 6 : 12) && char.IsUpper(name[0]) && !StudyWords.Remark().IsMatch(name)
        && !Label().IsMatch(name) && StudyCells.Kind(name) != (true, true) && StudyCells.Read(name, hasSchool: false) is not { Degree: not null, Institution: not null };

    // 1 for a school, -1 for a degree. "High school, Sports" names neither: a kind of school without a name.
    private static int Kind(EntryLine line) =>
        Level().IsMatch(line.Names[0]) ? 0 : StudyCells.Kind(line.Names[0]) switch { (true, false) => -1, (false, true) when StudyWords.School().IsMatch(line.Names[0]) => 1, _ => 0 };

    // "Focus : Signal processing"
    [GeneratedRegex(@"^\p{L}[\p{L} ]{2,30}\s?:\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:(?:upper|lower|junior|senior|adult)\s)?(?:primary|elementary|secondary|middle|high|folk|grammar)\s(?:high\s)?(?:school|college|education)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Level();
}
