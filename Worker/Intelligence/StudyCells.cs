using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>What one cell of a line about studies names; what no word tells is <c>Unknown</c>.</summary>
internal readonly record struct StudyNames(string? Degree, string? Institution, string? Unknown);

/// <summary>Tells degree, school and place apart in one cell.</summary>
internal static partial class StudyCells
{
    private sealed record Part(string Text, int Start, int End);

    /// <summary>The name of a cell that is one as a whole; without place, grade and remarks behind it.</summary>
    public static StudyNames ReadWhole(string cell)
    {
        var parts = Parts(cell);
        var (degree, school) = Kind(parts);
        if (parts.Count == 0 || Places.IsPlace(cell)) return default;
        if (degree && school) return Read(cell, hasSchool: false);
        if (school && Places.Campus(cell) is { } campus) return new StudyNames(null, campus, null);
        var name = Name(cell, parts);
        if (degree) return new StudyNames(Trim(name), null, null);
        var institution = Sentence().Replace(TrimTail(name), "");
        return school || IsOrganisation(parts[0].Text) ? new StudyNames(null, institution, null) : new StudyNames(null, null, institution);
    }

    /// <summary>A cell that is known to name a degree, or a school.</summary>
    public static StudyNames ReadAs(bool degree, string cell) =>
        Parts(cell) is { Count: > 0 } parts && Name(cell, parts) is var name ? degree ? new StudyNames(Trim(name), null, null) : new StudyNames(null, TrimTail(name), null) : default;

    private static string Name(string cell, List<Part> parts)
    {
        var end = parts.FindIndex(1, p => !IsInBrackets(cell, p.Start) && (StudyWords.Remark().IsMatch(p.Text) || Places.IsPlace(cell[p.Start..])));
        return Closed(cell[..(end < 0 ? parts[^1].End : parts[end - 1].End)]);
    }

    /// <summary>"Physics" of "Lakeland University, Physics".</summary>
    public static string? SubjectBehind(string cell) =>
        Parts(cell) is [var school, .. var others] && IsSchool(school.Text) ? others.Find(p => !StudyWords.School().IsMatch(p.Text) && !StudyWords.Remark().IsMatch(p.Text) && !Places.IsPlace(p.Text) && !Places.IsPlace(cell[p.Start..]))?.Text : null;

    public static bool IsBareDegree(string cell) => BareDegree().IsMatch(cell) || (DegreeLetters().IsMatch(cell) && !StudyWords.School().IsMatch(cell));

    /// <summary>Whether a cell names a degree, and whether it names a school. A part before a school may be a degree, and one before a degree a school.</summary>
    public static (bool Degree, bool School) Kind(string cell)
    {
        var parts = Parts(cell);
        var (degree, school) = Kind(parts);
        return (degree || parts.FindIndex(p => StudyWords.School().IsMatch(p.Text) && IsSchool(p.Text)) > 0, school || parts.FindIndex(p => StudyWords.Degree().IsMatch(p.Text)) > 0);
    }

    private static (bool Degree, bool School) Kind(List<Part> parts) =>
        (parts.Exists(p => StudyWords.Degree().IsMatch(p.Text) && !IsSchool(p.Text)), parts.Exists(p => StudyWords.School().IsMatch(p.Text) && IsSchool(p.Text)));

    private static bool IsInBrackets(string cell, int at) => cell[..at].TrimEnd() is var before && before.TrimEnd('(') is var inner && inner.Count(c => c == '(') > inner.Count(c => c == ')');

    private static List<Part> Parts(string cell, bool hasDegree = false)
    {
        var parts = new List<Part>();
        var from = 0;
        foreach (var (at, length) in Separators().Matches(cell).Select(m => (m.Index, m.Length)).Append((cell.Length, 0)))
        {
            parts.Add(new Part(cell[from..at].Trim(' ', ',', '(', ')', ':', '-', '–', '.', '>'), from, at));
            from = at + length;
        }

        // "MSc in Zoology Lakeland University": no mark stands between the two.
        for (var at = 0; at < parts.Count; at++)
        {
            if (StudyCuts.SchoolBehind(parts[at].Text) is not (> 0 and var cut)) continue;
            var (text, start) = (parts[at].Text, parts[at].Start + Math.Max(0, cell[parts[at].Start..].IndexOf(parts[at].Text, StringComparison.Ordinal)));
            parts.Insert(at + 1, new Part(text[cut..], start + cut, parts[at].End));
            parts[at] = new Part(text[..cut].TrimEnd(' ', ','), start, start + cut);
        }

        parts.RemoveAll(p => p.Text.Length < 2 || !p.Text.Any(char.IsLetter));
        // "Lakeland College, Springfield, MA": behind a school and its town, the letters are a state.
        return [.. parts.Where((p, at) => p.Start == 0 || !StateOrDegree().IsMatch(p.Text)
            || !(hasDegree || p.Text.Any(char.IsDigit) || (at > 1 && StudyWords.School().IsMatch(parts[0].Text) && !StudyWords.School().IsMatch(parts[at - 1].Text))))];
    }

    // The parts of "Associate degree, H.R. Management, Bellows College": the degree with its subject, and the school.
    // Whether schools stand first in the lines of the section; null where another text of the entry names its degree.
    public static StudyNames Read(string cell, bool hasSchool, bool hasDegree = false, bool? schoolFirst = null)
    {
        var parts = Parts(cell, hasDegree);
        // Below its school, "Interactive Media, BA" is a subject and a degree.
        var school = parts.FindIndex(p => IsSchool(p.Text) && !(hasSchool && !StudyWords.School().IsMatch(p.Text)));
        var degree = parts.FindIndex(p => StudyWords.Degree().IsMatch(p.Text) && !IsSchool(p.Text));
        string? institution = null;
        var end = school;
        if (school >= 0)
        {
            // "Queens Hill College, Lakeland University (LU)": a school of a school, and its letters.
            while (end + 1 < parts.Count && end + 1 != degree && (StudyWords.School().IsMatch(parts[end + 1].Text) && !Places.IsPlace(parts[end + 1].Text) && IsSchool(parts[end + 1].Text) || Branch().IsMatch(parts[end + 1].Text) || IsAbbreviation(cell, parts[end + 1]))) end++;
            var tail = cell[parts[school].Start..parts[^1].End];
            var written = Closed(end == school ? parts[school].Text : cell[parts[school].Start..parts[end].End]);
            var name = Places.Campus(tail) ?? EntryHeader.WithoutPlace(written).Name;
            institution = Year().Replace(Class().Replace(Sentence().Replace(name, ""), ""), "");
        }

        if (degree >= 0)
        {
            var last = degree;
            while (last + 1 < parts.Count && last + 1 != school && !StudyWords.Remark().IsMatch(parts[last + 1].Text) && !Places.IsPlace(parts[last + 1].Text) && !Places.IsPlace(cell[parts[last + 1].Start..parts[^1].End]) && (school > degree || parts[last + 1].Text.Split(' ').Length <= 6 && last == degree)) last++;
            // "BA History, Metro State, Denver": between degree and place stands the school.
            if (school < 0 && !hasSchool && parts.Count >= 3 && last == parts.Count - 2 && last > degree && Places.IsPlace(parts[^1].Text))
                return new StudyNames(Trim(cell[parts[degree].Start..parts[last - 1].End]), parts[last].Text, null);
            // Without a word that tells a school, the last of three parts is the school: "BTS, Comptabilité, Saint-Luc".
            if (school < 0 && !hasSchool && last == degree + 1 && parts.Count > last && IsInstitutionLike(parts[last].Text, cell, parts[last].Start))
                return new StudyNames(Trim(cell[parts[degree].Start..parts[degree].End]), TrimTail(parts[last].Text), null);
            // "Ingénieur agronome, spécialité viticulture, Agro Garonne": behind a part in lower case, a name.
            if (school < 0 && !hasSchool && parts.Count - degree >= 2 && LowerPart().IsMatch(parts[^2].Text) && char.IsUpper(parts[^1].Text[0]) && !Places.IsPlace(parts[^1].Text))
                return new StudyNames(Trim(cell[parts[degree].Start..parts[^2].End]), parts[^1].Text, null);
            var subject = school < 0 && degree > 0 && !StudyWords.Remark().IsMatch(parts[0].Text) && !Places.IsPlace(parts[0].Text) ? parts[0].Text : null;
            // "Marketing, Bachelor": a degree without a subject has it before it.
            if (subject is not null && last == degree && degree == 1 && BareDegree().IsMatch(parts[degree].Text)) hasSchool = true;
            return hasSchool && subject is not null
                ? new StudyNames(Trim(cell[parts[0].Start..parts[last].End]), institution, null)
                : new StudyNames(Trim(cell[parts[degree].Start..parts[last].End]), institution, subject);
        }

        if (institution is null) return new StudyNames(null, null, parts.Count == 0 || Places.IsPlace(cell) ? null : parts[0].Text);
        // "Harbor College: Hotel Management", "Harbor College (Hotel Management)": the subject, if no other text of the entry names a degree.
        if (school == 0 && schoolFirst is { } form && end + 1 < parts.Count && IsSubjectBehind(cell, parts[end], parts[end + 1], form)) return new StudyNames(null, institution, parts[end + 1].Text);
        // A subject before its school: "Computer Science, Stanford University".
        return new StudyNames(school > 0 && !Places.IsPlace(parts[0].Text) ? Trim(cell[parts[0].Start..parts[school - 1].End]) : null, institution, null);
    }

    // Behind a comma stands a town. Behind another mark one word may be one.
    private static bool IsSubjectBehind(string cell, Part school, Part part, bool schoolFirst) =>
        cell[school.End..part.Start].IndexOfAny([':', '–', '—', '-', '|', '(', '>', '•', '·']) >= 0 && (schoolFirst || part.Text.Contains(' ', StringComparison.Ordinal))
        && !StudyWords.Remark().IsMatch(part.Text) && !Places.IsPlace(part.Text) && !Places.IsPlace(cell[part.Start..]) && !Branch().IsMatch(part.Text) && HeadNouns.Of(part.Text) != HeadNoun.Role;

    // After a dash, a bar or "from", a name without a degree's words is the school's.
    private static bool IsInstitutionLike(string part, string cell, int start) =>
        char.IsUpper(part[0]) && start > 2 && (cell[..start].TrimEnd() is var before && before[^1] is '–' or '—' or '-' or '(' or '@' || Preposition().IsMatch(before));

    // A cut takes the bracket behind a part away.
    private static string Closed(string text) => text.Count(c => c == '(') > text.Count(c => c == ')') ? text + ")" : text;

    // "(LU)"
    private static bool IsAbbreviation(string cell, Part part) => part.Text.Length <= 8 && part.Text.Count(char.IsUpper) > 1 && part.Text.All(char.IsLetterOrDigit) && cell[..part.Start].TrimEnd().EndsWith('(');

    public static string Trim(string degree) => Class().Replace(Tail().Replace(Grade().Replace(WithoutVerb(TextLines.FoldSpaces(degree)), ""), ""), "").Trim(' ', ',', ':', '-', '–', '—', '(', '|', '*', '_', '#').TrimEnd('.') is var text && text.Count(c => c == '(') < text.Count(c => c == ')') ? text.TrimEnd(')') : text;

    // "Graduated with a B.A. in History"
    private static string WithoutVerb(string degree) =>
        Verb().Match(degree) is { Success: true } verb && StudyWords.Degree().Match(degree[verb.Length..]) is { Success: true, Index: < 12 } ? degree[verb.Length..] : degree;

    public static string TrimTail(string school) => EntryHeader.WithoutPlace(school).Name;

    private static bool IsSchool(string part)
    {
        var school = StudyWords.School().Match(part);
        var degree = StudyWords.Degree().Match(part);
        // "HR Certification Institute" is a school, "Grande École Programme" and "Secondary School Diploma" are none.
        if (Programme().IsMatch(part)) return false;
        if (SchoolAtEnd().IsMatch(part) && degree is { Success: true, Index: > 0 }) return true;
        if (degree.Success && (!school.Success || degree.Index <= school.Index)) return false;
        return school.Success || IsOrganisation(part);
    }

    // "Power Systems" and "Political Institutions" are courses, though such words end the names of companies.
    private static bool IsOrganisation(string part) => HeadNouns.Of(part) == HeadNoun.Organisation && !Subject().IsMatch(part);

    [GeneratedRegex(@"\s*[|•·]\s*|\s>\s|\s{2,}|\s[–—-]\s|[–—]\s|\s[–—](?=\p{Lu})|\s/\s|,\s(?=\p{Lu}|(?:19|20)\d{2}\b)|\);?\s(?=\p{Lu})|;\s|(?<=\p{Ll}{3}\.?\)?)\.\s(?=(?:Dissertation|Thesis|Thèse|Mémoire|GPA|Coursework|Mention|Minor|Honou?rs|Relevant|Advisor)\b)|,\s(?=(?:lycée|université|école|collège|institut|faculté)\b)|,\s(?=l['’]|mention|avec|with|honou?rs|(?:magna|summa)?\s?cum\slaude)|:\s|\sat\s(?=\p{Lu}|the\s)|\sfrom\s(?=\p{Lu}|the\s)|\s\((?=\p{Lu})(?!Hon)|\s@\s?|\sà\sl['’](?=\p{Lu}|école|université|institut)|\s(?:au|à\sla|à)\s(?=(?:lycée|collège|faculté|CFA|GRETA|IUT|Sorbonne|Lycée|Faculté|Université|École|Institut)\b)", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^(?:bachelor|master|licence|doctorate|doctorat|associate|diploma|b\.?a|b\.?sc?|m\.?a|m\.?sc?|mba|ph\.?d|bts|dut)(?:'s)?(?:\s(?:degree|of\s(?:arts|science)))?\.?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex BareDegree();

    [GeneratedRegex(@"^(?=.{2,6}$)\p{Lu}[\p{L}.]*\p{Lu}[\p{L}.]*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex DegreeLetters();

    [GeneratedRegex(@"(?:^|,\s)\p{Ll}[^,]*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LowerPart();

    // "B.S. in Electrical Engineering, May 2015. GPA 3.8"
    [GeneratedRegex(@"[\s,(–-]+(?:\p{L}{3,9}\.?\s)?(?:19|20)\d{2}\b.*$|[\s,.;(]+G\.?P\.?A\b.*$|[\s,]+\d[.,]\d{1,2}\s?/\s?\d.*$|[\s,;(–-]+(?i:note|abschlussnote|grade|average|moyenne|percentage|score|marks?)\s?:?\s?\d.{0,20}$|[\s,;(–-]+\d{1,3}(?:[.,]\d{1,2})?\s?(?:%|points?|pts)\)?$|[\s,(–-]+(?i:expected|anticipated|in\sprogress|en\scours|obtenue?s?(?:\s(?:en|le|à|au)\b.*)?|validée?)\)?$|[\s,(–-]+(?:avec\s)?(?i:mention)\s(?i:(?:assez\s|très\s)?bien|passable|AB|TB|honorable)\b.*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Tail();

    // "Licence de droit (mention Bien)", "BA History (First Class Honours) [expected 2027]"
    [GeneratedRegex(@"(?:\s*[(\[](?:(?:avec\s)?(?:les\s)?(?:mention|félicitations)|(?:with\s)?(?:first|upper|lower|second|third|distinction|merit|high(?:est)?\shonou?rs|honou?rs$|magna|summa|cum\slaude)|[cC]?\.?GPA|grade|expected|anticipated|in\sprogress|ongoing|incomplete|discontinued|pursuing|(?:final|first|second|third|fourth|last|\d(?:st|nd|rd|th))[\s-](?:year|semester)|(?:première|deuxième|seconde|troisième|dernière|\d\s?(?:re|ère|e|è|ème|nde?))\s(?:année|semestre)|(?:part|full)[\s-]time|distance|online|remote|evenings?|(?:en\s|par\s)?(?:alternance|apprentissage)|à\sdistance|en\sligne|cours\sdu\ssoir|(?:non\s)?(?:validée?|obtenue?)|present|current(?:ly)?|en\scours|(?:19|20)\d{2}|\d[.,]\d|2\s?[:.]\s?[12])[^()\[\]]{0,60}[)\]])+$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Grade();

    [GeneratedRegex(@"^(?:graduated(?:\s(?:as|with|from|in))?|(?:successfully\s)?completed|obtained|received|earned|awarded|(?:currently\s)?(?:pursuing|studying|enrolled\sin|completing)(?:\sfor)?|studied|studies\sfor|working\s(?:on|towards?)|candidate\sfor|obtention|titulaire|préparation|diplômée?|actuellement\sen|(?:under|post)?graduate:|degree:|(?:(?:magna|summa)\s)?cum\slaude)\s(?:(?:an?|my|the|his|her|une?|la|le|du|de\sla|de|d['’]une?)\s|d['’]|l['’])?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Verb();

    [GeneratedRegex(@"\b(?:systems?|technolog(?:y|ies)|software|media|communications?|analytics|robotics|networks?|networking|interactive|digital|games?|health|healthcare|care|medicine|dental|medical|energy|power|electrics?|electronics|institutions?|finance|publishing|press|retail|entertainment|productions?|manufacturing|logistics|transport|marketing|consulting|engineering|design|law|services|solutions|fashion|textiles?|construction|aerospace|defen[cs]e|plastics|chemicals|practice|labs?|laborator(?:y|ies)|forum|initiative|projects?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Subject();

    // "Lakeland University, Department of Physics", "…, North Branch"
    [GeneratedRegex(@"^(?:department|dept\.?|division|faculty|département|ufr|unité|campus|laboratoire)\s|\s(?:branch|campus|department|division|faculty)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Branch();

    // "Université de Clermont-Est. Tons et accents": the thesis.
    [GeneratedRegex(@"(?<=\p{Ll}{2})(?<!\b(?:Univ|Inst|Dept|Ste))\.\s+\p{Lu}.*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\s(?:program|programme|diploma|certificate|degree|baccalaureate)$|^(?:programme|parcours)\s", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Programme();

    [GeneratedRegex(@"^[^,]{1,120}(?<!\s(?:of|in|de|d'|en)\s[^,]{0,120})\s(?:Institute|University|College|School|Academy)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex SchoolAtEnd();

    // "BA (Hons) Business Studies, 2:1"
    [GeneratedRegex(@"[\s,(–-]+2\s?[:.]\s?[12]\)?$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Class();

    // "Harbor College (2010)", "Lakeland University in 2018"
    [GeneratedRegex(@"[\s,(–-]+(?:(?:in|en)\s)?(?:19|20)\d{2}\)?$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Year();

    [GeneratedRegex(@"(?:\b(?:at|from|à|au)|\bà\sl['’])$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Preposition();

    // Massachusetts and Mississippi: behind a town they are no degrees, where another one is named.
    [GeneratedRegex(@"^(?:MA|MS)(?:\s\d{5})?$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex StateOrDegree();
}
