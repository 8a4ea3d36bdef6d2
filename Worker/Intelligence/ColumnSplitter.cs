namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Puts the columns of a page below one another. A gutter is a column of spaces where the text on the right starts at the
/// same position on many lines. Right-aligned dates do not start at one position and stay in their lines.
/// </summary>
internal static class ColumnSplitter
{
    private const int MinRows = 6;

    public static List<string> Split(List<string> lines)
    {
        var gutter = Gutter(lines);
        if (gutter < 0) return lines;

        int first = -1, last = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!Starts(lines[i], gutter)) continue;
            if (first < 0) first = i;
            last = i;
        }

        var result = new List<string>(lines.Count * 2);
        result.AddRange(lines.Take(first));
        var right = new List<string>();
        for (var i = first; i <= last; i++)
        {
            var line = lines[i];
            if (Crosses(line, gutter)) { result.Add(line); right.Add(""); continue; }
            result.Add(line.Length > gutter ? line[..gutter].TrimEnd() : line);
            right.Add(line.Length > gutter ? line[gutter..].Trim() : "");
        }

        result.Add("");
        result.AddRange(right);
        result.AddRange(lines.Skip(last + 1));
        return result;
    }

    // The start position that most lines share, if enough lines share it and few lines cross it.
    private static int Gutter(List<string> lines)
    {
        var starts = new Dictionary<int, int>();
        foreach (var line in lines)
        {
            for (var i = 18; i < Math.Min(line.Length, 110); i++)
            {
                if (line[i] == ' ' || line[i - 1] != ' ' || line[i - 2] != ' ') continue;
                starts[i] = starts.GetValueOrDefault(i) + 1;
            }
        }

        foreach (var (column, count) in starts.OrderByDescending(s => s.Value).ThenBy(s => s.Key).Take(3))
        {
            if (count < MinRows) break;
            var reaching = lines.Count(l => l.Length > column);
            var crossing = lines.Count(l => Crosses(l, column));
            if (count * 10 >= reaching * 6 && crossing * 10 <= reaching * 2 && lines.Count(l => Starts(l, column) && l.AsSpan(0, column).Trim().Length > 0) >= 4 && !DatesOnly(lines, column)) return column;
        }

        return -1;
    }

    private static bool Starts(string line, int column) => line.Length > column && line[column] != ' ' && line[column - 1] == ' ' && line[column - 2] == ' ';

    private static bool Crosses(string line, int column) => line.Length > column && (line[column - 1] != ' ' || (line[column] != ' ' && line[column - 2] != ' '));

    // A column of dates or places belongs to the lines beside it.
    private static bool DatesOnly(List<string> lines, int column)
    {
        int rows = 0, dated = 0;
        foreach (var line in lines)
        {
            if (!Starts(line, column)) continue;
            rows++;
            if (DateRangeReader.Any(line[column..])) dated++;
        }

        return dated * 2 > rows;
    }
}
