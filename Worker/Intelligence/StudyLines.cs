using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>How the lines of an education section belong together, before their words are read.</summary>
internal static partial class StudyLines
{
    /// <summary>
    /// "BTS systèmes numériques" and "électronique &amp; communication" below it are one line: what begins in lower case goes on, and what stands below a
    /// word that ends no name: "Master in", "Applied Economics". Dates and a place behind a wide gap stay behind both.
    /// </summary>
    public static List<EntryLine> WithWraps(List<EntryLine> lines)
    {
        // Where an empty line stands above each, it tells nothing.
        if (lines.Count > 2 && lines.Skip(1).All(l => l.Apart)) lines = lines.ConvertAll(l => l with { Apart = false });
        for (var at = lines.Count - 1; at >= 0; at--)
        {
            // "2 years of medicine": how long it took is a part of the name.
            if (lines[at].Range is { Start: null, End: null, Current: false, Index: 0 }) lines[at] = lines[at] with { Range = null, Rest = lines[at].Text, Names = [.. TextLines.Cells(lines[at].Text)] };
            if (at == 0) break;
            var (above, line) = (lines[at - 1], lines[at]);
            if (line.Apart || line.Range is not null || above.Names is not [var written] || line.Names.Count != 1) continue;
            string[] cells = TextLines.Cells(above.Text), below = TextLines.Cells(line.Text);
            // Dates that are no cell of their own stand inside the name.
            var own = Array.FindIndex(cells, c => c.Contains(written, StringComparison.Ordinal));
            if (own < 0 || (above.Range is { Index: > 4 } && (cells[own].Length > written.Length + 2 || above.IsBullet))) continue;
            var name = cells[own];
            // "Oak Valley" above "Community College": such words alone name no school.
            if (Kindless().IsMatch(line.Text) && StudyCells.Kind(name) is (false, _) && !StudyWords.School().IsMatch(name) && name.Split(' ').Length <= 4 && !above.IsBullet && !line.IsBullet && above.Range is null && !StudyWords.Remark().IsMatch(name) && !Places.IsPlace(name))
            {
                lines[at - 1] = EntryLine.Of([string.Join("    ", [.. cells[..own], $"{name} {line.Text}", .. cells[(own + 1)..]])])[0] with { Apart = above.Apart };
                lines.RemoveAt(at);
                continue;
            }

            if (!StudyWords.Degree().IsMatch(above.Text) && !StudyWords.School().IsMatch(above.Text)) continue;
            // "Diploma in Construction" and "Management" below it, above the school.
            var open = Open().IsMatch(name) || (name.Length > 14 && StudyCells.Kind(name) is (true, false) && WordOrTwo().IsMatch(line.Text) && at + 1 < lines.Count && StudyCells.Kind(line.Text) == default
                && lines[at + 1] is { Apart: false, IsBullet: false } school && StudyCells.Kind(school.Text) is (false, true) && !StudyWords.Remark().IsMatch(line.Text) && !Places.IsPlace(line.Text));
            if (line.IsBullet && !(open && above.IsBullet)) continue;
            if (!open && !(char.IsLower(line.Text[0]) || line.Text[0] == '&') || below[0].Split(' ').Length > 6 || (line.Text.EndsWith('.') && !open)) continue;
            if (!open && (StudyWords.Remark().IsMatch(line.Text) || StudyWords.School().IsMatch(line.Text) || StudyWords.Degree().IsMatch(line.Text))) continue;
            lines[at - 1] = EntryLine.Of([(above.IsBullet ? "• " : "") + string.Join("    ", [.. cells[..own], $"{name} {below[0]}", .. cells[(own + 1)..], .. below[1..]])])[0] with { Apart = above.Apart };
            lines.RemoveAt(at);
        }

        return lines;
    }

    /// <summary>"B.S. in Biology and B.A. in French" as two lines of one school.</summary>
    /// <param name="twins">Where the second ones stand.</param>
    public static List<EntryLine> WithTwins(List<EntryLine> lines, out HashSet<int> twins)
    {
        var (all, seconds) = (new List<EntryLine>(), new HashSet<int>());
        foreach (var line in lines)
        {
            var names = line.Names.SelectMany(StudyCuts.Degrees).ToArray();
            if (names.Length < 2 || line.IsBullet && line.Range is null || StudyCuts.Degrees(string.Join(", ", names)) is not { Length: > 1 } degrees) { all.Add(line); continue; }
            foreach (var degree in degrees)
            {
                if (degree != degrees[0]) seconds.Add(all.Count);
                all.Add(line with { Text = degree, Rest = degree, Names = [degree], Apart = line.Apart && degree == degrees[0] });
            }
        }

        twins = seconds;
        return all;
    }

    /// <summary>Whether empty lines stand between all entries, with dates or names of studies in each: then what stands between two of them is one entry.</summary>
    public static bool AreBlocks(List<EntryLine> lines)
    {
        var groups = new List<List<EntryLine>>();
        foreach (var line in lines)
        {
            if (groups.Count == 0 || line.Apart) groups.Add([]);
            groups[^1].Add(line);
        }

        // Two dated schools are two entries, and the empty line means nothing.
        return groups.Count > 1 && groups.TrueForAll(g => g.Count(l => l.Range is not null && !l.IsTask && StudyWords.School().IsMatch(StudyWords.Beginning(l.Text))) < 2 && g.Count > 1 && !g[0].IsBullet && !g[0].IsTask && !StudyWords.Remark().IsMatch(g[0].Text) && (g.Exists(l => l.Range is not null) || g.Exists(l => StudyWords.Degree().IsMatch(StudyWords.Beginning(l.Text)))))
            && groups.Count(g => g.Exists(l => l.Range is not null)) * 2 > groups.Count;
    }

    /// <summary>
    /// A sentence about the studies, and what goes on below it: "Admitted to the second year after three years of university studies." The degrees
    /// and schools in it are none of the person's own.
    /// </summary>
    public static bool IsProse(List<EntryLine> lines, int at)
    {
        var line = lines[at];
        if (line.Range is not null || line.Names.Count > 2) return false;
        var named = StudyWords.Degree().Match(line.Text) is { Success: true, Index: 0 } degree && !Wide().IsMatch(degree.Value);
        if (!named && line.Text.Split(' ').Length >= 6 && (Verb().IsMatch(line.Text) || About().IsMatch(line.Text))) return true;
        return at > 0 && !named && !line.Apart && !line.IsBullet && !lines[at - 1].Text.EndsWith('.') && (char.IsLower(line.Text[0]) || lines[at - 1].Text.Length > 60) && IsProse(lines, at - 1);
    }

    /// <summary>"Relevant coursework: Statistics,": the list goes on below.</summary>
    public static bool IsOpenRemark(List<EntryLine> lines, int at) =>
        lines[at].Text.EndsWith(',') && (StudyWords.Remark().IsMatch(lines[at].Text) || (at > 0 && !lines[at].Apart && IsOpenRemark(lines, at - 1)));

    [GeneratedRegex(@"^(?:(?:community|technical|state|high|senior|junior|secondary|primary|grammar|vocational|polytechnic|medical|business|law|art|music)\s)+(?:college|university|school|institute|academy)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Kindless();

    // Begins with what was done. What was graduated from or obtained may be the degree.
    [GeneratedRegex(@"^(?:Admitted|Admise?|Accepted|Speciali[sz](?:ed|ing)|Spécialisée?|Worked|Working|Took|Taken|Focus(?:ed|ing)|Developed|Developing|Learned|Learnt|Gained|Participated|Served|Elected|Founded|Led|Taught|Built|Wrote|Won|Acquired|Acquiring|Covered|Covering|Explored|Conducted|Designed|Organi[sz]ed|Investigated|Researched|Attended|Involved|Participation|Réalisation|Acquisition|Approfondissement|Apprentissage\s(?:de|du|des)|Travail|Travaux|Thèmes?|Topics?|It|The|This|These|We|I|My|Je|Nous|J['’]ai|Il|Elle|Cette?|Ce)\s(?=[\p{Ll}\d])", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\s(?:was|were|is|are|am|has|have|had|been|which|that|where|includ(?:ing|ed?|es)|affiliated\swith|focus(?:ed|ing|es)?\son|in\sorder\sto|such\sas|based\son|qui|dont|est|sont|était|afin|suite\sà|grâce\sà|pendant|lors\sd|permettant|portant\ssur|axée?s?\ssur|interrompue?|suspendue?)\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex About();

    [GeneratedRegex(@"^(?:cursus|formation|semestre|échange|erasmus|graduate|undergraduate|qualification|studies|études|degree)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Wide();

    [GeneratedRegex(@"^\p{L}{3,20}(?:\s\p{L}{2,20})?$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex WordOrTwo();

    [GeneratedRegex(@"\s(?:and|et|de|du|des|of|in|en|the|for|pour|with|avec|&|mention|option|spécialité|majeure|parcours)$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Open();
}
