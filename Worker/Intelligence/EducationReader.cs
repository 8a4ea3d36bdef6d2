using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Degrees and schools of the education sections: a line with a degree starts an entry.</summary>
internal static partial class EducationReader
{
    public static List<EducationEntry> Read(IEnumerable<CvSection> sections)
    {
        var entries = new List<EducationEntry>();
        foreach (var section in sections.Where(s => s.Kind == CvSectionKind.Education))
        {
            EducationEntry? open = null;
            foreach (var line in section.Lines.Where(l => l.Length > 0).Take(200))
            {
                var range = DateRangeReader.Find(line).FirstOrDefault();
                var text = range.Length > 0 ? line.Remove(range.Index, range.Length) : line;
                var pieces = Split(text);
                var degree = pieces.Find(p => Degree().IsMatch(p));
                var school = pieces.Find(p => p != degree && School().IsMatch(p));
                var (start, end) = range.Length == 0 ? (null, null) : range.End is null && !range.Current ? ((YearMonth?)null, range.Start) : (range.Start, range.End);
                if (degree is null && school is null && range.Length == 0) continue;

                // A second degree, school or date starts the next entry. A missing value completes this entry.
                if (open is not null && !(degree is not null && open.Degree is not null) && !(school is not null && open.Institution is not null) && !(end is not null && open.End is not null))
                {
                    open = open with { Degree = open.Degree ?? degree, Institution = open.Institution ?? school, Start = open.Start ?? start, End = open.End ?? end };
                    entries[^1] = open;
                }
                else if (entries.Count < 30)
                {
                    school ??= degree is null ? null : pieces.Find(p => p != degree && p.Length > 2 && char.IsUpper(p[0]));
                    entries.Add(open = new EducationEntry(degree, school, start, end));
                }
            }
        }

        return [.. entries.Where(e => e.Degree is not null || e.Institution is not null)];
    }

    private static List<string> Split(string text) =>
        [.. Separators().Split(TextLines.WithoutBullet(text)).Select(p => TextLines.FoldSpaces(p).Trim(' ', ',', ':', '-', '–', '(', ')', '*', '_', '#', '|')).Where(p => p.Length > 1)];

    [GeneratedRegex(@"\s*[|•·]\s*|\s{2,}|\s[–—-]\s|,\s(?=\p{Lu})|:\s|\sat\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"(?<!\p{L})(?:B\.?S\.?c?|B\.?A|M\.?S\.?c?|M\.?A|M\.?B\.?A|Ph\.?\s?D|B\.?Tech|M\.?Tech|B\.?Eng|M\.?Eng|LL\.?[BM]|BTS|DUT|BUT|CAP|BEP|DEUG|DESS|DEA|DCG|DSCG|CQP|HNC|HND|NVQ|GCSEs?|A-levels?|PGCE|bachelor'?s?|master'?s?|mastère|licence|doctorat|doctorate|doctor|baccalauréat|bac|diplôme|diploma|degree|associate|certificate|brevet|ingénieur|titre professionnel|maîtrise|agrégation|CAPES|high school|GED|apprenticeship|foundation)(?!\p{L})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Degree();

    [GeneratedRegex(@"(?<!\p{L})(?:universit(?:y|é|e|à|ät)|college|collège|school|école|ecole|institute?|institut|lycée|lycee|academy|académie|polytechni\p{L}{1,4}|IUT|INSA|IFSI|ESCP|HEC|ESSEC|EDHEC|EM\s|ENS|CNAM|GRETA|AFPA|CFA|MIT|UCLA|NYU|campus|faculté|conservatoire|centre de formation|centrale\p{L}*|sorbonne|Sciences Po)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex School();
}
