namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// How a section of studies is written. What the words of each cell tell is added up over the section, because its entries are written alike.
/// </summary>
/// <param name="Whole">
/// Whether degrees and schools have cells or lines of their own. Then a cell is one name as a whole, whatever dashes, commas and brackets are in it:
/// "B.A. – Political Science" above "Lakeland University, School of Public Affairs".
/// </param>
/// <param name="DegreeFirst">Whether the degree stands before its school where both are in one line; null where no line tells it.</param>
internal readonly record struct StudyForm(bool Whole, bool? DegreeFirst)
{
    public static StudyForm Of(List<EntryLine> lines)
    {
        var (degrees, schools, both, degreeFirst, schoolFirst) = (0, 0, 0, 0, 0);
        foreach (var line in lines.Where(l => !StudyWords.Remark().IsMatch(l.Text) && (l.Range is not null || !(l.IsBullet || l.IsTask))))
        {
            var kinds = line.Names.Select(StudyCells.Kind).ToList();
            both += kinds.Count(k => k.Degree && k.School);
            degrees += kinds.Count(k => k.Degree && !k.School);
            schools += kinds.Count(k => k.School && !k.Degree);
            if (kinds is [(true, false), (false, true)]) degreeFirst++;
            if (kinds is [(false, true), (true, false)]) schoolFirst++;
        }

        return new StudyForm(both * 2 <= Math.Min(degrees, schools) && degrees > 0 && schools > 0, degreeFirst == schoolFirst ? null : degreeFirst > schoolFirst);
    }
}
