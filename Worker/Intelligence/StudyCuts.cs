using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Where a text about studies is cut without a mark between its names.</summary>
internal static partial class StudyCuts
{
    /// <summary>
    /// Where the school begins in "Ph.D. in Zoology Lakeland University" and "BTS Tourisme Lycée Colbert"; -1 where the text names no degree before a
    /// school. A French school begins with its noun. An English one has its noun behind its name, which begins behind the words of the subject.
    /// </summary>
    public static int SchoolBehind(string text)
    {
        if (StudyWords.Degree().Match(text) is not { Success: true, Index: < 3 } degree) return Honours().Match(text) is { Success: true } honours && StudyWords.School().Match(text[honours.Length..]) is { Success: true, Index: > 0 } ? honours.Length : -1;
        var from = degree.Index + degree.Length;
        if (NounFirst().Match(text, from) is { Success: true } first) return first.Index;
        if (NounLast().Match(text, from) is not { Success: true } last) return -1;
        var named = false;
        var begin = last.Index;
        foreach (var word in Word().Matches(text[from..last.Index]).Reverse())
        {
            var field = IsField(word.Value);
            if (!char.IsUpper(word.Value[0]) || (field && named) || StudyWords.Degree().IsMatch(word.Value)) break;
            named |= !field && !Modifier().IsMatch(word.Value);
            begin = from + word.Index;
        }

        // "in Botany Lakeland University": what stands behind the preposition is the subject, also where no word tells it.
        if (begin > from && Preposition().IsMatch(text[from..begin]) && text.IndexOf(' ', begin) is var subject && subject > 0 && subject < last.Index) begin = subject + 1;
        // "BSc Nursing College": no word of it is a name.
        return named || (begin == last.Index && last.Value.EndsWith(" of", StringComparison.Ordinal)) ? begin : -1;
    }

    /// <summary>"B.S. in Biology and B.A. in French": the degrees of a text that names several, else the text.</summary>
    public static string[] Degrees(string text)
    {
        var parts = BeforeDegree().Split(text).Select(p => p.Trim(' ', ',', ';', '|')).ToArray();
        return parts.Length is 2 or 3 && Array.TrueForAll(parts, p => p.Contains(' ', StringComparison.Ordinal) && Strong().IsMatch(p)) ? parts : [text];
    }

    /// <summary>Whether a word names what is studied.</summary>
    public static bool IsField(string text) => Field().IsMatch(text) && !NoField().IsMatch(text);

    [GeneratedRegex(@"^(?:with\s)?(?:honou?rs|hons|distinction|(?:magna|summa)?\s?cum\slaude)\.?\s(?=\p{Lu})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Honours();

    [GeneratedRegex(@"(?<!\b(?:de|du|des|d['’]|l['’]|la|le|en|à|au|grande|of|in|at|from|the)\s?)(?<=\s)(?:(?:Haute|Grande)\s)?(?:Université|Universidade?|Università|Universität|Univ\.|École|Ecole|Escuela|Escola|Lycée|Lycee|Collège|Institut|Instituto|Istituto|Faculté|Facultad|Conservatoire|Académie|Politecnico|CFA|IUT|IFSI|INSA|UFR|GRETA|AFPA|CNAM)\s(?=\p{Lu}|d[eu]|l['’]|la|des|nationale?|supérieure?|régionale?)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NounFirst();

    [GeneratedRegex(@"(?<=\s)(?:University|College|Institute|School|Academy|Polytechnic|Conservatory|Seminary)\b(?!\s(?:[Dd]iploma|[Cc]ertificate|[Ll]eaving|[Dd]egree|[Pp]rogram))(?:\sof\b)?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NounLast();

    [GeneratedRegex(@"\b(?:in|of|en|de)\s+$", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Preposition();

    [GeneratedRegex(@"[^\s]+", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Word();

    // "Harbor Community College", "Valley Technical Institute"
    [GeneratedRegex(@"^(?:Community|Technical|State|High|Grammar|Junior|Senior|City|County|National|International|Open|Medical|Teachers|Graduate|Secondary|Primary|Vocational|Polytechnic|&|and)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Modifier();

    [GeneratedRegex(@"(?:ology|ologie|ologies|ics|iques?|istry|nomy|nomie|graphy|graphie|sophy|sophie|metry|métrie|logie|ing|ings|ture|tures|tion|tions|istics|icity|ité|ments?|surgery|therapy|thérapie|paedics|iatry|pathy|ship)\W*$|^(?:arts?|sciences?|stud(?:y|ies)|laws?|droit|history|histoire|music|musique|english|anglais|french|français|german|spanish|italian|languages?|langues?|lettres|letters|chemistry|chimie|physics|physique|biology|business|finances?|affaires|health|santé|administration|nursing|medicine|médecine|dentistry|design|media|systems?|systèmes?|software|hardware|networks?|réseaux|technolog(?:y|ies)|honou?rs|hons\.?|psychology|theat(?:re|er)|théâtre|drama|film|cinema|dance|danse|fashion|mode|sport|sports|commerce|trade|tourism|tourisme|hospitality|theology|divinity|care|work|security|policy|affairs|relations|ma(?:ths?|thématiques)|algebra|data|cloud|informatique|gestion|cuisine|anatomy|pharmacy|pharmacie|philosophy|education|anthropology|sociology|ecology|energy|énergie|justice|robotics|journalism|archaeology|botany|forestry|midwifery|agriculture|economy|économie|welding|plumbing|electricity|electronics|mechanics|mécanique|criminology|humanities|classics|literature|littérature|textiles?|ceramics|photography|minor|major)\W*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Field();

    [GeneratedRegex(@"^(?:Beijing|Nanjing|Chongqing|Reading|Sterling|Stirling|Wyoming|Flushing|King|Harding|Fleming|Manning|Browning|Dominique|Angélique|Clement|Trinité|Mozambique|Martinique|Notting\p{L}+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex NoField();

    private const string Degree = @"(?:Bachelor|Master|Doctor|Associate\s(?:of|in)|Ph\.?\s?D|[BM]\.?\s?(?:Sc?|A|B\.?A|Eng|Ed|Com|Tech|Phil|F\.?A|Mus|Arch)\b\.?|LL\.?[BM]|Diploma|Diplôme|Licence|BTS|DUT|BUT|Certificate\sin|Certificat)";

    [GeneratedRegex(@"\s\|\s(?=" + Degree + @")|[;,]\s(?=" + Degree + @")|\s(?:and|et|&)\s(?:an?\s|une?\s)?(?=" + Degree + ")", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex BeforeDegree();

    [GeneratedRegex("^" + Degree, RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Strong();
}
