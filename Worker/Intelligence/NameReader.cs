using System.Reflection;
using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

internal sealed record PersonName(string First, string Last)
{
    /// <summary>Whether the e-mail address or a known given name supports the name, not only its place.</summary>
    public bool Sure { get; init; } = true;

    public string Full => First.Length == 0 ? Last : Last.Length == 0 ? First : $"{First} {Last}";
}

/// <summary>
/// Finds the person's name: a labelled name ("Nom : …"), else the best candidate of the header. The position, the e-mail
/// address, known given names and capitals raise a candidate's score; titles, places and skills lower it.
/// </summary>
internal static partial class NameReader
{
    private static readonly HashSet<string> GivenNames = Load();

    private static readonly HashSet<string> Particles = new(
        ["de", "du", "des", "la", "le", "van", "von", "der", "den", "di", "da", "dos", "del", "della", "bin", "ben", "ibn", "el", "al", "ter", "ten", "of", "y", "e", "zu", "st", "st.", "saint", "d'", "des"], StringComparer.Ordinal);

    private static readonly HashSet<string> NotInNames = new(StringComparer.Ordinal)
    {
        "curriculum", "vitae", "cv", "resume", "page", "rue", "avenue", "boulevard", "street", "road", "lane", "drive", "place", "impasse", "allee", "chemin", "quai", "cedex", "route",
        "email", "mail", "phone", "tel", "telephone", "mobile", "address", "adresse", "linkedin", "github", "france", "paris", "lyon", "london", "york", "usa", "uk", "canada", "belgique", "suisse",
        "nationality", "nationalite", "francaise", "ans", "ne", "nee", "born", "permis", "permit", "university", "universite", "college", "school", "ecole", "institut", "inc", "ltd", "llc", "sarl", "gmbh",
        "company", "group", "groupe", "bachelor", "master", "licence", "bts", "mba", "celibataire", "mariee", "contact", "profile", "profil", "summary", "confidential", "confidentiel",
        "stack", "senior", "junior", "software", "data", "web", "digital", "marketing", "finance", "project", "product", "business", "sales", "human", "resources", "full", "freelance", "objectif", "recherche",
        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december", "available", "disponible", "updated", "hospital", "hopital", "clinique", "portfolio", "website", "vehicule",
        "montreal", "quebec", "brussels", "bruxelles", "marseille", "toulouse", "nantes", "bordeaux", "lille", "san", "francisco", "chicago", "boston", "england", "scotland", "ireland", "germany", "the", "and", "et", "with", "for",
    };

    /// <param name="elsewhere">Whether the lines are below the first heading: there only a name that the e-mail address or a known given name supports counts.</param>
    public static PersonName? Read(IReadOnlyList<string> lines, string? email, bool elsewhere = false)
    {
        if (Labelled(lines) is { } labelled) return labelled;
        var mailWords = AddressWords(lines, email);
        PersonName? best = null;
        var bestScore = 3.0;
        var seen = 0;
        for (var i = 0; i < lines.Count && seen < (elsewhere ? 120 : 40); i++)
        {
            if (lines[i].Length == 0) continue;
            seen++;
            foreach (var (cell, cut) in Cells(lines[i]).Concat(OverTwoLines(lines, i)).Select(c => (c, false)).Concat(BeforeTitle(lines[i]).Select(c => (c, true))))
            {
                if (Words(cell, first: seen == 1) is not { } words) continue;
                var supported = Supported(words, mailWords);
                if ((elsewhere || cut) && !supported) continue;
                var score = Score(words, mailWords, elsewhere ? Math.Min(seen, 8) : seen, wholeLine: cell.Length >= lines[i].Trim().Length - 4) + (cell.StartsWith(lines[i].Trim(), StringComparison.Ordinal) && lines[i].TrimEnd().EndsWith('-') ? 1 : 0);
                if (score > bestScore) (best, bestScore) = (Order(words) with { Sure = supported }, score);
            }
        }

        return best ?? (elsewhere ? null : OneWord(lines, mailWords) ?? InLowerCase(lines, email));
    }

    // "yannick" above "abgrall-nguyen": a design without capitals. Only the e-mail address tells that it is a name.
    private static PersonName? InLowerCase(IReadOnlyList<string> lines, string? email)
    {
        var top = lines.Select(l => l.Trim()).Where(l => l.Length > 0).Take(2).TakeWhile(l => !l.Any(char.IsUpper) && l.Any(char.IsLetter) && l.Length < 40).ToList();
        if (email is null || top.Count == 0) return null;
        string Raised(string text) => LowerWord().Replace(text, m => char.ToUpperInvariant(m.Value[0]) + m.Value[1..]);
        var name = top.Count == 2 && Words(Raised($"{top[0]} {top[1]}")) is not null ? Read([Raised($"{top[0]} {top[1]}")], email) : Read([Raised(top[0])], email);
        return name is { Sure: true } ? name : null;
    }

    private static bool Supported(string[] words, IReadOnlyCollection<string> mailWords) => words.Select(TextFold.Fold).Any(word =>
        GivenNames.Contains(word) || GivenNames.Contains(word.Split('-')[0]) || (word.Length > 2 && mailWords.Any(m => m == word || (word.Length > 3 && m.Contains(word, StringComparison.Ordinal)))));

    // A name of one word stands alone above everything else, and the e-mail address or a title below it supports it.
    private static PersonName? OneWord(IReadOnlyList<string> lines, IReadOnlyCollection<string> mailWords)
    {
        var top = lines.Where(l => l.Trim().Length > 0).Take(4).Select(l => l.Trim(' ', '#', '*', '_', '=')).ToList();
        for (var i = 0; i < Math.Min(2, top.Count); i++)
        {
            var word = top[i];
            var folded = TextFold.Fold(word);
            if (!NameWord().IsMatch(word) || word.Length is < 3 or > 20 || NotInNames.Contains(folded) || Places.IsPlace(word) || SectionHeadings.KindOf(word) is not null || HeadNouns.Of(word) is HeadNoun.Role) continue;
            var mail = mailWords.Any(m => m == folded || (folded.Length > 3 && m.StartsWith(folded, StringComparison.Ordinal)));
            if (mail || (i == 0 && top.Count > 1 && JobTitles.IsTitle(top[1]))) return new PersonName(Cased([word]), "") { Sure = mail };
        }

        return null;
    }

    private static IEnumerable<string> Cells(string line)
    {
        var whole = line.Trim(' ', '#', '*', '_', '=', '-', '–', '|', '•', '·', '>');
        if (Prefix().Match(whole) is { Success: true } prefix) whole = whole[prefix.Length..].Trim();
        if (Kind().Match(whole) is { Success: true } kind) whole = whole[..kind.Index];
        // "PERSONAL INFORMATION    Ada Lovelace": a heading beside the name.
        // A name beside a label or another text is a cell of its own: "Ann Lee    Address", "Ann Lee / ann@example.org".
        var cells = TextCells.Split(whole).SelectMany(c => c.Split(" / ", StringSplitOptions.TrimEntries)).ToArray();
        if (!cells.Any(c => SectionHeadings.KindOf(c) is not null) && !(cells.Length > 1 && cells[0].Contains(' ', StringComparison.Ordinal) && Words(cells[0]) is not null)) yield return whole;
        foreach (var cell in cells)
        {
            yield return cell;
            foreach (var mark in (string[])[",", " - ", " (", ":"])
                if (cell.IndexOf(mark, StringComparison.Ordinal) is var end and > 0) yield return cell[..end];
        }
    }

    // "Ada Lovelace Site Supervisor". "Lead Mechanical" of an engineer is cut the same way: so the address must support the name.
    private static IEnumerable<string> BeforeTitle(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var names = 2; names <= 3 && names < words.Length && words.Length < 9; names++)
            if (JobTitles.IsTitle(string.Join(' ', words[names..]))) yield return string.Join(' ', words[..names]);
    }

    // "Nathalie" and, on the next line, "GUERIN"
    private static IEnumerable<string> OverTwoLines(IReadOnlyList<string> lines, int at)
    {
        var next = at + 1;
        while (next < lines.Count && next < at + 3 && lines[next].Length == 0) next++;
        // "Bérénice Fauchard-" and "Lelong" below it.
        if (next == at + 1 && next < lines.Count && lines[at].TrimEnd().EndsWith('-') && lines[next].Trim() is { Length: > 1 } rest && char.IsUpper(rest[0]))
            yield return lines[at].Trim() + Aside().Replace(rest, "");
        if (next >= lines.Count || lines[at].Trim().Contains(' ', StringComparison.Ordinal) || lines[next].Trim().Contains(' ', StringComparison.Ordinal)) yield break;
        yield return $"{lines[at].Trim()} {lines[next].Trim()}";
    }

    private static PersonName? Labelled(IReadOnlyList<string> lines)
    {
        string? last = null, first = null;
        foreach (var line in lines.Take(30))
        {
            foreach (Match match in Label().Matches(line))
            {
                var label = TextFold.Fold(match.Groups["label"].Value);
                var value = match.Groups["value"].Value.Trim(' ', ',', '*', '_');
                if (Words(value) is not { } words && Words(value + " X")?[..^1] is not { } ) continue;
                var parts = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (label.StartsWith("prenom", StringComparison.Ordinal) && !label.Contains("nom et", StringComparison.Ordinal) && label.TrimEnd() is "prenom" or "prenoms" or "first name" or "given name") first ??= Cased(parts);
                else if (label is "first name" or "given name" or "given names" or "firstname") first ??= Cased(parts);
                else if (label is "last name" or "surname" or "family name" or "nom de famille" or "lastname") last ??= Cased(parts);
                else if (label is "nom" && parts.Length == 1) last ??= Cased(parts);
                else if (label is "nom" && lines.Take(30).Any(l => FirstLabel().IsMatch(l))) last ??= Cased(parts);
                else if (parts.Length >= 2 && Words(value) is { } full) return Order(full, surnameFirst: label.StartsWith("nom et", StringComparison.Ordinal) || label.StartsWith("nom,", StringComparison.Ordinal) || label.StartsWith("nom /", StringComparison.Ordinal) || label.StartsWith("nom prenom", StringComparison.Ordinal));
            }
        }

        return last is not null && first is not null ? new PersonName(first, last) : null;
    }

    /// <summary>The words of a text that can be a name, else null.</summary>
    /// <param name="first">Whether it stands in the first line, where "LOVELACE, Ada" is a name though no word of it is known; below, "ACME, Leeds" is none.</param>
    private static string[]? Words(string cell, bool first = false)
    {
        var text = Civility().Replace(Suffix().Replace(Nickname().Replace(cell, " "), ""), "").Trim(' ', ',', '.', ':', '*', '_', '(', ')');
        if (text.Length is < 4 or > 50) return null;
        var comma = text.IndexOf(", ", StringComparison.Ordinal);
        if (comma > 0)
        {
            // "Dupont, Marie"
            var (last, given) = (text[..comma], text[(comma + 2)..]);
            var capitals = first && last.Count(char.IsLetter) > 2 && !last.Any(char.IsLower) && given.Any(char.IsLower) && !Places.IsPlace(text) && SkillLexicon.Builtin.Find(text).Count == 0;
            if (given.Contains(',', StringComparison.Ordinal) || (!capitals && !GivenNames.Contains(TextFold.Fold(given.Split(' ', '-')[0])))) return null;
            if (GivenNames.Contains(TextFold.Fold(last)) && last.Contains(' ', StringComparison.Ordinal)) return null;
            text = $"{given} {last}";
        }

        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // "K.Ramanathan": an initial that touches the name.
        if (words is [{ Length: > 4 } only] && only[1] == '.' && NameWord().IsMatch(only[(only.LastIndexOf('.') + 1)..]) && !StudyWords.Degree().IsMatch(only)) return words;
        if (words.Length is < 2 or > 6) return null;
        var names = 0;
        foreach (var word in words)
        {
            var folded = TextFold.Fold(word);
            if (Particles.Contains(folded)) continue;
            if (!NameWord().IsMatch(word)) return null;
            // "Marié" is no name, "Marie" is a name, and folding makes them equal.
            if (NotInNames.Contains(folded) || (folded == "marie" && word.EndsWith('é'))) return null;
            names++;
        }

        if (names < 2 || names > 4 && words.Length > 5) return null;
        if (SectionHeadings.KindOf(text) is not null || JobTitles.HasRole(text) || (HeadNouns.Of(text) == HeadNoun.Organisation && !GivenNames.Contains(TextFold.Fold(words[0])))) return null; // GRETA trains, Greta is a name
        return words;
    }

    private static double Score(string[] words, IReadOnlyCollection<string> mailWords, int line, bool wholeLine)
    {
        var score = Math.Max(0, 5 - (line * 0.35)) + (wholeLine ? 1.5 : 0) + (words.Length <= 3 ? 0.5 : 0);
        if (line <= 2) score += 1.5;
        foreach (var word in words)
        {
            var folded = TextFold.Fold(word);
            var parts = folded.Split('-', '\'', '.');
            if (parts.Any(p => p.Length > 2 && mailWords.Any(m => m == p || (p.Length > 3 && m.Contains(p, StringComparison.Ordinal))))) score += 4;
            if (GivenNames.Contains(folded) || GivenNames.Contains(parts[0])) score += 2.5;
        }

        if (SkillLexicon.Builtin.Find(string.Join(' ', words)).Count > 0) score -= 5;
        if (SpokenLanguageReader.Mentions(string.Join(' ', words))) score -= 3;
        return score;
    }

    private static PersonName Order(string[] words, bool surnameFirst = false)
    {
        // "KüSTER": some fonts have no accented capitals.
        static bool Capitals(string w) => w.Count(char.IsLetter) > 1 && !w.Any(char.IsAsciiLetterLower) && w.Any(char.IsUpper);
        var upper = words.Count(Capitals);
        if (upper > 0 && upper < words.Length)
        {
            // "DUPONT Marie", "Jean-Pierre DE LA FONTAINE": the capitals are the surname.
            var firstUpper = Array.FindIndex(words, Capitals);
            var lastUpper = Array.FindLastIndex(words, Capitals);
            if (firstUpper > 0 && words[..firstUpper].Any(w => !Particles.Contains(w)))
            {
                while (firstUpper > 1 && Particles.Contains(words[firstUpper - 1])) firstUpper--;
                return new PersonName(Cased(words[..firstUpper]), Cased(words[firstUpper..]));
            }

            // "WALTER B.": an initial is no given name.
            if (words[(lastUpper + 1)..].Any(w => w.TrimEnd('.').Length > 1)) return new PersonName(Cased(words[(lastUpper + 1)..]), Cased(words[..(lastUpper + 1)]));
        }

        var given = words.Select(w => GivenNames.Contains(TextFold.Fold(w)) || GivenNames.Contains(TextFold.Fold(w).Split('-')[0])).ToArray();
        var swap = !given[0] && given[^1] && (upper == words.Length || surnameFirst);
        if (swap || (surnameFirst && !given[0])) return new PersonName(Cased(words[^1..]), Cased(words[..^1]));
        var split = 1;
        // Initials and second given names belong to the first part, particles to the surname.
        while (split < words.Length - 1 && (words[split].TrimEnd('.').Length == 1 || (given[split] && words.Length > 2 && !Particles.Contains(TextFold.Fold(words[split]))))) split++;
        return new PersonName(Cased(words[..split]), Cased(words[split..]));
    }

    private static string Cased(string[] words) => string.Join(' ', words.Select((word, i) =>
    {
        if (word.Any(char.IsAsciiLetterLower) || word.Length < 2) return word.Trim(',');
        var folded = TextFold.Fold(word);
        if (Particles.Contains(folded)) return word.ToLowerInvariant();
        var cased = Letters().Replace(word.Trim(','), m => char.ToUpperInvariant(m.Value[0]) + m.Value[1..].ToLowerInvariant());
        return cased.StartsWith("Mc", StringComparison.Ordinal) && cased.Length > 3 ? "Mc" + char.ToUpperInvariant(cased[2]) + cased[3..] : cased;
    }));

    // "linkedin.com/in/ada-lovelace" supports a name as an e-mail address does. "github.com/lakeside/tools" is a work, not a person.
    private static string[] AddressWords(IReadOnlyList<string> lines, string? email) =>
        [.. lines.Take(40).SelectMany(l => Link().Matches(l)).Select(m => m.Groups["name"].Value).Append(email?[..email.IndexOf('@', StringComparison.Ordinal)] ?? "")
            .SelectMany(a => TextFold.Fold(a).Split('.', '-', '_', '+')).Where(w => w.Length > 2)];

    private static HashSet<string> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Intelligence/first-names.txt")!;
        using var reader = new StreamReader(stream);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
            if (!line.StartsWith('#')) names.UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return names;
    }

    [GeneratedRegex(@"(?<![\p{L}])(?<label>nom\set\spr[ée]noms?|nom,\spr[ée]noms?|nom\s?/\s?pr[ée]nom|nom\spr[ée]nom|pr[ée]noms?\set\snom|pr[ée]nom\snom|nom\scomplet|nom\sde\sfamille|nom|pr[ée]noms?|full\sname|first\sname|last\sname|family\sname|given\snames?|surname|candidate|candidat|name)\s?:\s?(?<value>[\p{L}'\-. ]{2,60}?)(?=\s{2,}|$|[|;,•]|\s(?:pr[ée]noms?|first\sname|last\sname|surname)\s?:)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Label();

    [GeneratedRegex(@"(?<!\p{L})pr[ée]noms?\s?:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex FirstLabel();

    [GeneratedRegex(@"\s+[–—|•·].*$|\s{2,}.*$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Aside();

    // Robert "Bob" Smith
    [GeneratedRegex("\\s[\"“(][\\p{L}]{2,15}[\"”)]\\s", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Nickname();

    [GeneratedRegex(@"^(?:curriculum\svitae|c\.?v\.?|resume|résumé)(?:\s(?:of|de|d'))?\s*[:\-–—|]?\s+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Prefix();

    // "MARIE DUPONT RESUME"
    [GeneratedRegex(@"(?<=\p{L})\s+(?:curriculum\svitae|c\.?v\.?|resume|résumé)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^(?:M\.|Mr\.?|Mrs\.?|Ms\.?|Mme\.?|Mlle\.?|Madame|Monsieur|Miss|Dr\.?|Pr\.?|Prof\.?|Me|Maître|SGT|Sgt\.?|SSG|SFC|MSG|CPL|CPT|Capt\.?|MAJ|LTC|Lt\.?|COL|Col\.?|Rev\.?|Ing\.?)(?:\s\((?:RET|Ret|ret)\.?\))?\s+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Civility();

    [GeneratedRegex(@"(?:,?\s+(?:Ph\.?\s?D\.?|MBA|M\.?Sc\.?|B\.?Sc\.?|CPA|PMP|RN|BSN|MSN|MD|M\.D\.|Esq\.?|Jr\.?|Sr\.?|II|III|IV|CFA|ACCA|P\.?Eng\.?|PE|CISSP|DDS|PharmD|LPN|MA|BA|FCCA|ACA|SHRM-CP|PHR|JD|M\.?A\.?|M\.?Eng\.?|CSM|CCRN|MRICS|MCIPD))+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Suffix();

    [GeneratedRegex(@"^\p{Lu}(?:[\p{L}'\-]{1,24}|\.|'?\p{L}{0,20})\.?$|^[dDlLO]'\p{Lu}\p{L}{1,20}$|^\p{Lu}\p{L}?\.$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NameWord();

    [GeneratedRegex(@"linkedin\.com/in/(?<name>[\p{L}_-]{3,60})|github\.com/(?<name>[\p{L}_-]{3,60})(?!/?[\p{L}\d_-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\p{L}+", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Letters();

    [GeneratedRegex(@"(?<![\p{L}'’])\p{Ll}\p{L}*", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex LowerWord();
}
