using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// How a section of studies is written. What the words of each cell tell is added up over the section, because its entries are written alike.
/// </summary>
/// <param name="Whole">
/// Whether degrees and schools have cells or lines of their own. Then a cell is one name as a whole, whatever dashes, commas and brackets are in it:
/// "B.A. – Political Science" above "Lakeland University, School of Public Affairs".
/// </param>
/// <param name="DegreeFirst">Whether the degree stands before its school where both are in one line; null where no line tells it.</param>
internal readonly partial record struct StudyForm(bool Whole, bool? DegreeFirst)
{
    /// <summary>The two names of a line that has no others, in cells or at a dash, a colon or a bar.</summary>
    public static (string First, string Second)? Pair(EntryLine line) =>
        (line.Names is [var only] ? AtMark().Split(only) : [.. line.Names]) is [var left, var right] && !IsOther(left) && !IsOther(right) ? (left.Trim(), right.Trim()) : null;

    private static bool IsOther(string name) => name.Length < 3 || Places.IsPlace(name) || StudyWords.Remark().IsMatch(name);

    public static StudyForm Of(List<EntryLine> lines)
    {
        var (degrees, schools, both, degreeFirst, schoolFirst, aloneFirst, aloneSecond) = (0, 0, 0, 0, 0, 0, 0);
        foreach (var line in lines.Where(l => !StudyWords.Remark().IsMatch(l.Text) && (l.Range is not null || !(l.IsBullet || l.IsTask))))
        {
            var kinds = line.Names.Select(StudyCells.Kind).ToList();
            both += kinds.Count(k => k.Degree && k.School);
            degrees += kinds.Count(k => k.Degree && !k.School);
            schools += kinds.Count(k => k.School && !k.Degree);
            if (Pair(line) is not var (first, second)) continue;
            var (left, right) = (StudyCells.Kind(first), StudyCells.Kind(second));
            // A degree is enough: what stands beside it is its school. What stands beside a school may be a town.
            if (left is (true, false) && !right.Degree) degreeFirst++;
            else if (right is (true, false) && !left.Degree) schoolFirst++;
            else if (left is (false, true) && !right.School) aloneFirst++;
            else if (right is (false, true) && !left.School) aloneSecond++;
        }

        if (degrees < schools) (degreeFirst, schoolFirst) = (degreeFirst + aloneSecond, schoolFirst + aloneFirst);

        return new StudyForm(both * 2 <= Math.Min(degrees, schools) && degrees > 0 && schools > 0, degreeFirst == schoolFirst ? null : degreeFirst > schoolFirst);
    }

    [GeneratedRegex(@"\s[–—|:>-]\s|[:—]\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex AtMark();
}
