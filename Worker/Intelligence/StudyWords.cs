using System.Text.RegularExpressions;

namespace AspireStreaming.Worker.Intelligence;

/// <summary>Words that tell degrees, schools and remarks about studies, of the common systems of education.</summary>
internal static partial class StudyWords
{
    // Letters that are also a word, a month or a state: only as capitals, or with a dot. "BE" and "ME" need what follows a degree.
    private const string Capitals =
        @"(?-i:(?:B|M|A)(?:A|S)|AAS|AOS|[BM]\.\s?[ASE]|A\.\s?[AS](?:\.\s?S)?|[BM](?:as?|s|a)(?=\s(?:in|of|degree)\b)|[BM]E(?=\s?(?:\(|[-–—:,]|in\b))|MD|JD|DEA|DEC|AEC|DEP|BEP|BP|BUT|BPJEPS|CAP|CAPA|BMA|DMA|DNA|DNB|IB|HSC|SSC|SSLC|ICSE|CBSE|GCE|GED|PSI|PCSI|MPSI|PTSI|BCPST|ECG|STI2D|STMG|STL|ST2S|(?<=^\W*)[LM][1-3](?=\s\p{L}))";

    // Letters that are nothing else, with and without dots.
    private const string Letters =
        @"B\.?\s?Sc|M\.?\s?Sc|M\.?\s?Sci|D\.?\s?Sc|Ph\.?\s?D|D\.?\s?Phil|M\.?\s?Phil|M\.?\s?Res|[BM]\.?\s?Tech|[BM]\.?\s?Eng|[BM]\.?\s?Arch|[BM]\.?\s?Com|[BM]\.?\s?Ed|Ed\.?[DMS]|[BM]\.?\s?Pharm|Pharm\.?\s?D|[BM]\.?\s?Mus|[BM]\.?Des|[BM]\.?\s?Math|M\.?\s?Phys|M\.?\s?Chem|M\.?\s?Div|M\.?\s?Litt|Th\.?[BMD]|Psy\.?D|Au\.?D|LL\.?\s?[BMD]"
        + @"|[BM]\.?F\.?A|[BM]\.?B\.?A|B\.?S\.?B\.?A|E\.?M\.?B\.?A|D\.?B\.?A|[BM]\.?C\.?A|B\.?B\.?M|B\.?C\.?S|[BM]\.?S\.?N|[BM]\.?S\.?W|[BM]\.?P\.?H|M\.?P\.?A|M\.?P\.?P|M\.?H\.?A|M\.?L\.?I\.?S|M\.?B\.?B\.?S|B\.?D\.?S|D\.?D\.?S|D\.?M\.?D|D\.?N\.?P|D\.?P\.?T|D\.?V\.?M|B\.?V\.?Sc|J\.\s?D|M\.\s?D|BHM|PGDM|PGDip|PGCert|PGCE|QTS|HNC|HND|NVQ|SVQ|BTEC|GCSEs?|IGCSEs?|[AO][- ][Ll]evels?|AS[- ][Ll]evels?"
        + @"|B\.?T\.?S\.?A?|D\.?U\.?T|D\.?E\.?U\.?G|D\.?E\.?U\.?S\.?T|D\.?E\.?S\.?S|D\.\s?U|DIU|DCG|DSCG|DSAA|CAPES|CAPET|CRPE|BEPC|DNMADE|DNSEP|DNAT|DEAS|DEASS|DEES|DEUST|CQP|CESS|CFC|MEEF|HDR|VWO|HAVO";

    private const string Words =
        @"bachelors?|bachelor[’'‘]?s?|baccalaureate|masters?|master[’'‘]?s?|mastère|magister|magistère|doctora(?:te|l|nt|nte|t)|doctor|doctorado|dottorato|docteure?|juris doctor|associate[’']?s?|degrees?|diplom\p{Ll}{0,9}|diplômes?|diplômée?|certificates?|certificat|certification|qualification|boot ?camp|brevet|graduate|undergraduate|postgraduate|honou?rs(?=\s(?:in|degree)\b)|minor(?=\s(?:in|degree)\b)"
        + @"|licence|licenciatura|licenciad[oa]|laurea|mestrado|maestría|máster|grado\s(?:en|in)|bacharel\p{Ll}{0,5}|bachillerato|graduação|técnico|ingenier[oí]a?|staatsexamen|vordiplom|abitur|fachabitur|hochschulreife|matura|maturité|ausbildung"
        + @"|baccalauréat|bac|programme\sgrande\sécole|PGE|titre professionnel|titre RNCP|titre à finalité|maîtrise|agrégation|ingénieure?|cycle\s(?:ingénieur|préparatoire|supérieur)|cursus|formation|prépa|prep(?:aratory)?\.?\s(?:classes|class|course|school)|classes?\spréparatoires?|CPGE|certificat de capacité|semestre d['’]échange|échange\s(?:universitaire|académique|erasmus)|erasmus(?!\suniv)"
        + @"|high school diploma|secondary (?:school|education) certificate|leaving certificate|higher secondary(?!\sschool)|senior secondary(?!\sschool)|matriculation|intermediate(?=\s?\()|class\s(?:X|XII|10|12)(?:th)?|1[02]th(?:\s(?:grade|standard|class))?|10\s?\+\s?2|apprenticeship|traineeship|foundation|highers|vocational|nanodegree|micromasters|exchange\s(?:program(?:me)?|semester|year|student|studies)|(?:semester|year|term|study) abroad|année de césure|summer school(?=\s(?:in|on|of)\b)|studies\s(?:in|of)|études\s(?:de|en|d['’])|NCLEX|(?<=\p{L}\s)(?:course|immersive)(?=\s?\(|\W*$)";

    // Acronyms of schools that are known by them. Case tells them from words.
    private const string Acronyms =
        @"(?-i:I\.U\.T|I\.N\.S\.A|C\.F\.A|E\.N\.S|I\.F\.S\.I|I\.A\.E|MIT|UCLA|UCL|UCSD|UCSB|UCSC|UCI|UCF|USF|UIUC|CMU|NYU|USC|ASU|BYU|LSU|TAMU|SFSU|SJSU|SDSU|FIU|FSU|GMU|GWU|UNC|UBC|SFU|UQAM|UQAC|UQTR|ÉTS|LSE|KCL|QMUL|ETHZ?|EPFL|EPFZ|EPITA|EPITECH|EPSI|EPF|TUM|RWTH|KIT|LMU|KTH|DTU|NTNU|NTU|NUS|HKU|HKUST|CUHK|KAIST|POSTECH|UNSW|UTS|RMIT|ANU|QUT|IIT|IIIT|NIT|IIM|IISc|BITS|VIT|SRM|UNAM|USP|UFRJ|UFMG|UNICAMP|PUC|UPM|UPC|UPF|IUT|IUFM|IUP|INSA|INP|IFSI|IFAS|IRTS|IAE|IEP|INSP[EÉ]|ESPE|ESCP|HEC|ESSEC|EDHEC|IESEG|IÉSEG|INSEAD|INSEEC|SKEMA|NEOMA|KEDGE|ESC|EM|ENS[A-Z]{0,6}|ENAC|ENI[A-Z]?|ENPC|ENIT|ECAM|ECE|EFREI|ESEO|ESGI|ESIEA|ESIEE|ESILV|ESIGELEC|ESME|ESTIA|ESTP|ETNA|HETIC|ICAM|IMT|IPSA|ISAE|ISEN|ISEP|ISIMA|ISG|CESI|CNAM|GRETA|AFPA|CFA|CNED|UTC|UTT|UTBM|UPEC|UPMC|UVSQ|UNIL|UNIGE|HES-SO|HEIG|SUNY|CUNY|UMass|UConn|UPenn|Caltech|Ynov|Simplon|Holberton|Polytech|Supinfo|Supélec|Sup[ée]ro|Agro\p{Lu}\p{L}+|UC\s\p{Lu}\p{Ll}+|UT\s(?:Austin|Dallas|Arlington|San|Tyler|El)|KU\sLeuven|TU\s\p{Lu}\p{Ll}+|(?:Georgia|Virginia|Texas|Michigan|Louisiana|Florida|Illinois|California|New\sMexico)\sTech|\p{Lu}\p{Ll}+\sState(?=$|,)|Penn\sState|Texas\sA&M|Télécom\s\p{Lu}\p{L}+|TELECOM\s\p{Lu}+|Mines\s(?:de|d['’]|\p{Lu})|Arts\set\sMétiers|Ponts\set\s[Cc]haussées)(?![\p{L}])";

    public static string Beginning(string text) => text[..Math.Min(text.Length, 60)];

    // Grades, honours and course lists: about the studies, no degree and no school.
    [GeneratedRegex(@"^\W*(?:expected\b|anticipated\b|graduat(?:ion|ed|ing)\b(?!\sas\b)|class\sof\b|(?:[\w.:]{1,8}\s){1,2}honou?rs\b|(?:cum\.|cumulative|overall|major)?\s?G\.?P\.?A\b|C\.?G\.?P\.?A\b|grade|moyenne|average\b|rank(?:ed|ing)?\b|classement|note\s(?:finale|moyenne)|percentage|mention\b|honou?rs\b(?!\s(?-i:\p{Lu}))|magna|summa|cum laude|dean'?s|distinction|relevant|coursework|courses?\b|cours\b|thesis|thèse|advisor|supervis(?:or|eur|ed)|mémoire|dissertation|minors?\b|first.class|second.class|upper second|awards?\b|activities|societies|member\b|scholarship|bourse|with\s(?:honou?rs|distinction)|avec\s(?:mention|félicitations)|majors?\b|concentrations?\b|speciali[sz]ations?\b|emphasis\b|(?:master|bachelor|ph\.?d|doctoral)(?:'s)?\sthesis|filière\b|options?\b|spécialités?\b|matières|modules?\b|subjects?\b|sujet\b|projects?\b|projets?\b|\d[.,]\d|\d{1,3}\+?\s(?:(?:credit|semester|quarter|contact)\s(?:hours?|points?)|credits?\b|ECTS|units\b))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    public static partial Regex Remark();

    [GeneratedRegex(@"(?<![\p{L}.])(?:" + Capitals + "|" + Letters + "|" + Words + @")(?![\p{L}])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    public static partial Regex Degree();

    [GeneratedRegex(@"(?<!\p{L}|\bpre-)(?:univ(?:er\p{L}{2,9})?\.|univ(?!ers(?:al|el))\p{L}{4,9}|college|collège|colegio|colégio|cégep|cegep|school|école|ecole|escuela|escola|\p{L}{0,16}schule|\p{L}{0,12}skol[ae]|hogeschool|høyskole|højskole|üniversitesi|uniwersytet|yliopisto|egyetem|TAFE|institut[eo]?(?!ion(?:s|al|nel|nelle)\b)|istituto|instituto|lycée|lycee|lyceum|liceo|gymnasium|gymnase|academy|academia|académie|akademie|polytechni\p{L}{1,4}|politecnico|politécnic[oa]|politechnika|facult(?:y|é|ad)|facoltà|conservatoire|conservatory|conservatorio|seminary|séminaire|sixth form|centre de formation|training (?:centre|center)|centrale\p{L}*|sorbonne|Sciences Po|Assas|Dauphine|AgroParisTech|VetAgro|Agrocampus|Audencia|emlyon|campus|OpenClassrooms|Coursera|Udacity|Udemy|edX|Pluralsight|Codecademy|freeCodeCamp|General Assembly|Flatiron|Ironhack|Hack Reactor|App Academy|Le Wagon|Harvard|Stanford|Princeton|Dartmouth|" + Acronyms + ")", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    public static partial Regex School();
}
