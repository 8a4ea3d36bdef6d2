using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Words that tell degrees, schools and remarks about studies.</summary>
internal static partial class StudyWords
{
    public static string Beginning(string text) => text[..Math.Min(text.Length, 60)];

    // Grades, honours and course lists: about the studies, no degree and no school.
    [GeneratedRegex(@"^\W*(?:expected\b|anticipated\b|graduat(?:ion|ed|ing)\b(?!\sas\b)|class\sof\b|(?:[\w.:]{1,8}\s){1,2}honou?rs\b|(?:cum\.|cumulative|overall|major)?\s?G\.?P\.?A\b|grade|mention\b|honou?rs\b|magna|summa|cum laude|dean'?s|distinction|relevant|coursework|courses?\b|cours\b|thesis|thèse|advisor|mémoire|dissertation|minor\b|first.class|second.class|upper second|awards?\b|activities|member\b|scholarship|bourse|with\s(?:honou?rs|distinction)|avec\s(?:mention|félicitations)|majors?\b|(?:master|bachelor|ph\.?d|doctoral)(?:'s)?\sthesis|filière\b|options?\b|spécialités?\b|matières|modules?\b|projects?\b|projets?\b|\d[.,]\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    public static partial Regex Remark();

    [GeneratedRegex(@"(?<![\p{L}.])(?:B\.?\s?S\.?\s?c?|B\.?\s?A|M\.?\s?S\.?\s?c?|M\.?\s?A|A\.?\s?A\.?\s?S?|A\.S|B\.?F\.?A|M\.?F\.?A|B\.?B\.?A|M\.?B\.?A|E\.?M\.?B\.?A|B\.?Ed|M\.?Ed|M\.?Phil|B\.?S\.?N|M\.?S\.?N|B\.?S\.?W|M\.?S\.?W|Ed\.?D|J\.?D|M\.?D|D\.?D\.?S|D\.?N\.?P|D\.?V\.?M|Pharm\.?D|Ph\.?\s?D|B\.?\s?Tech|M\.?\s?Tech|B\.?\s?Eng|M\.?\s?Eng|B\.?\s?Arch|B\.?\s?Com|LL\.?\s?[BM]|BTS|BTSA|DUT|BUT|CAP|CAPA|CAPES|CAPET|CRPE|BEP|BEPC|DNB|DEUG|DEUST|DESS|DEA|DCG|DSCG|DEC|DNMADE|DNA|DNSEP|DEAS|DEASS|DEES|CQP|CESS|HNC|HND|NVQ|BTEC|GCSEs?|IGCSEs?|A[- ][Ll]evels?|AS[- ][Ll]evels?|PGCE|PGDip|QTS|GED|MEEF|bachelor'?s?|bachelor[’']s|master'?s?|master[’']s|masters|mastère|licence|doctorat|doctorante?|doctorate|doctor|juris doctor|baccalauréat|bac|diplôme|diplome|diplomate|diploma|degree|associate'?s?|certificate|certificat|certification|qualification|brevet|ingénieur|titre professionnel|titre RNCP|maîtrise|magistère|agrégation|high school diploma|secondary school certificate|apprenticeship|foundation|cursus|formation|prépa|classe préparatoire|CPGE|graduate|undergraduate|postgraduate|leaving certificate|NCLEX)(?![\p{L}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    public static partial Regex Degree();

    [GeneratedRegex(@"(?<!\p{L}|\bpre-)(?:universit(?:y|é|e|à|ät|at|ies)|univ\.|college|collège|school|école|ecole|institute?|institut(?!ion(?:s|al|nel|nelle)\b)|lycée|lycee|lyceum|gymnasium|academy|académie|polytechni\p{L}{1,4}|IUT|INSA|IFSI|IFAS|IRTS|IAE|INSP[EÉ]|ESPE|ESCP|HEC|ESSEC|EDHEC|ENSAM|ENSEEIHT|ISEP|EPITA|EPITECH|ESIEA|ECE|EFREI|EM\s|ENS|CNAM|GRETA|AFPA|CFA|CNED|MIT|UCLA|UCL|LSE|ETH|EPFL|NYU|USC|SUNY|CUNY|campus|faculté|faculty|conservatoire|conservatory|seminary|séminaire|centre de formation|training centre|training center|centrale\p{L}*|sorbonne|Sciences Po|Assas|Dauphine|OpenClassrooms|Coursera|Udacity|bootcamp|Le Wagon)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    public static partial Regex School();
}
