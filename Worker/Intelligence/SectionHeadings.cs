namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// The words of a heading: nouns that tell the kind, and words that may stand around them.
/// A line with only these words is a heading. A line with any other word is text.
/// </summary>
internal static class SectionHeadings
{
    private static readonly Dictionary<string, CvSectionKind> Nouns = Build(
        (CvSectionKind.Summary, "summary profile about objective objectives overview profil resume presentation objectif objectifs synthese apropos propos bio biography statement introduction accroche"),
        (CvSectionKind.Experience, "experience experiences employment career parcours emplois emploi history internships internship stages stage postes positions appointments carriere missions realisations"),
        (CvSectionKind.Education, "education formation formations diplomes diplome etudes studies academic academics scolarite cursus degrees qualifications qualification scolaire academique universitaire titres"),
        (CvSectionKind.Skills, "skills skill competences competence competencies expertise technologies tools outils logiciels software savoir-faire savoir-etre savoirs informatique stack proficiencies strengths atouts aptitudes capabilities toolbox connaissances toolkit specialties specialities abilities"),
        (CvSectionKind.Languages, "languages language langues langue linguistiques linguistique"),
        (CvSectionKind.Certifications, "certifications certification certificates certificats certificat licenses licences licensure licences credentials habilitations accreditations"),
        (CvSectionKind.Projects, "projects project projets projet portfolio"),
        (CvSectionKind.Interests, "interests interest hobbies hobby loisirs interet interets passions passion activity activities activites"),
        (CvSectionKind.Other, "references referees referee publications awards honors honours volunteering volunteer benevolat distinctions prix involvement miscellaneous affiliations memberships achievements patents brevets divers associatif associatifs engagements engagement conferences contact contacts coordonnees details recompenses leadership extracurricular grants admissions extra-curricular co-curricular cocurricular expositions exhibitions exhibits devise motto speaking presentations talks links liens websites website coursework associations association responsabilites responsibilities communications enseignement enseignements activism thesis these memoire declaration workshops seminars visits contributions scholarship scholarships fellowships bourses"));

    private static readonly HashSet<string> Around = new(StringComparer.Ordinal)
    {
        "professional", "previous", "prior", "past", "earlier", "current", "further", "pro", "perso", "persos", "notable", "recognition", "professionelle", "professionelles", "work", "working", "technical", "key", "core", "relevant", "personal", "additional", "selected", "main", "my", "me", "areas", "of", "and", "the",
        "training", "background", "hard", "soft", "it", "computer", "digital", "clinical", "teaching", "research", "industry", "other", "executive", "recent",
        "professionnel", "professionnelle", "professionnels", "professionnelles", "personnel", "personnelle", "personnels", "personnelles", "technique", "techniques",
        "cles", "cle", "principales", "principaux", "mes", "mon", "ma", "de", "des", "du", "d", "l", "et", "a", "en", "la", "le", "les", "centre", "centres", "autres",
        "numeriques", "numerique", "digitales", "vie", "bar", "informatiques", "metier", "metiers", "fonctionnelles", "complementaire", "complementaires", "continue", "initiale", "info", "information", "informations",
        "extra", "extra-professionnelles", "spoken", "foreign", "etrangeres", "parlees", "community", "campus", "on", "service", "complementary", "in", "transversales",
        "life", "highlights", "domaines", "domaine", "summary", "record", "qui", "suis-je", "suis", "je", "obtenus", "obtenues", "used", "maitrises", "maitrisees",
        "job", "related", "occupes", "occupees", "exerces", "exercees", "administratives", "collectives", "pedagogique", "master", "bachelor", "phd", "doctoral",
        "done", "attended", "completed", "undertaken", "handled", "executed", "acquired", "earned", "received", "held", "achieved", "conducted", "delivered", "gained",
        "suivies", "suivis", "realises", "realisees", "effectues", "effectuees", "acquises", "acquis", "academiques", "scolaires", "universitaires", "area", "curricular", "quelques", "some", "programming", "programmation",
        "comportementales", "relationnelles", "humaines", "humaine", "salariees", "cliniques", "pedagogiques", "artistiques", "commerciales", "significatives",
    };

    private static readonly HashSet<string> Voluntary = new(["volunteer", "volunteers", "volunteering", "voluntary", "benevole", "benevoles", "benevolat"], StringComparer.Ordinal);

    private static readonly HashSet<string> Unpaid = new(StringComparer.Ordinal)
    {
        "service", "community", "committee", "committees", "club", "clubs", "extra", "extracurricular", "extra-curricular", "co-curricular", "cocurricular",
        "leadership", "involvement", "engagement", "engagements", "activism", "association", "associations", "associatif", "associatifs", "affiliations", "memberships", "divers", "miscellaneous", "other", "others", "autres",
        "writing", "publications", "patents", "conferences", "talks", "presentations", "references", "referees", "awards", "honors", "honours", "grants", "distinctions", "prix", "recompenses",
    };

    // What has no degrees, though it is about studies.
    private static readonly HashSet<string> Beside = new(StringComparer.Ordinal)
    {
        "awards", "honors", "honours", "publications", "conferences", "presentations", "talks", "contributions", "scholarships", "scholarship", "fellowships", "bourses", "leadership", "involvement", "memberships",
        "affiliations", "volunteering", "extracurricular", "references", "distinctions", "prix", "recompenses", "workshops", "seminars",
    };

    public static CvSectionKind? KindOf(string heading)
    {
        if (heading.Length > 60) return null;
        var words = TextFold.Fold(heading).Split([' ', '&', '/', ',', '\'', '+', '(', ')', '|', '’'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 7) return null;
        if (Special(words) is { } special) return special;
        // "Education and professional development"
        if (words is [.., "professional", "development"] or [.., "developpement", "professionnel"]) words = words[..^2];
        CvSectionKind? found = null;
        foreach (var word in words)
        {
            if (Nouns.TryGetValue(word, out var kind)) found = Prefer(found, kind, word, words[0]);
            else if (!Around.Contains(word)) return null;
        }

        // "Leadership and work experience" is about work too.
        if (found == CvSectionKind.Other && words.Any(w => w is "experience" or "experiences") && words.Any(w => w is "work" or "professional" or "professionnelle" or "professionnelles")
            && !words.Any(w => w is "volunteer" or "volunteering" or "benevolat")) found = CvSectionKind.Experience;
        return found;
    }

    /// <summary>What a line that is set like a heading is about, whatever its other words are: "Previous work experiences", "Education and awards".</summary>
    public static CvSectionKind? KindOfAny(string heading)
    {
        var kinds = TextFold.Fold(heading).Split([' ', '&', '/', ',', '\'', '’'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => Nouns.TryGetValue(word, out var kind) ? kind : (CvSectionKind?)null).OfType<CvSectionKind>().Where(k => k != CvSectionKind.Summary).ToList();
        if (kinds.Count == 0) return null;
        // "Education and awards" has degrees, "Voluntary experience" has no work.
        return kinds.Contains(CvSectionKind.Education) ? CvSectionKind.Education : kinds.Contains(CvSectionKind.Other) ? CvSectionKind.Other
            : kinds.Contains(CvSectionKind.Experience) ? CvSectionKind.Experience : kinds[^1];
    }

    /// <summary>Headings with a trade in them: "Electrical Engineering Experience", "Expérience en restauration", "Kitchen Skills".</summary>
    public static CvSectionKind? KindOfTrade(string heading)
    {
        if (heading.Length > 60 || heading.IndexOfAny([',', '.', ';', '(', '|', '@']) >= 0 || heading.Any(char.IsDigit)) return null;
        var written = heading.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (written.Length is < 2 or > 6) return null;
        var words = TextFold.Fold(heading).Split([' ', '’', '\''], StringSplitOptions.RemoveEmptyEntries);
        if (words.Any(w => w is "volunteer" or "volunteering" or "benevole" or "benevolat")) return null;
        var capitals = !heading.Any(char.IsLower);
        if (words[^1] is "experience" or "employment" or "skills" or "competencies" or "certifications" or "projects" or "education"
            && written.All(w => char.IsUpper(w[0]) || w is "and" or "of" or "in" or "for" or "the" or "&" or "/" or "-")) return Nouns[words[^1]];
        return words[0] is "experience" or "experiences" or "competences" && words[1] is "en" or "dans" or "de" or "du" or "des" or "d" or "comme" or "a"
            || (capitals && words[0] is "formation" or "formations") ? Nouns[words[0]] : null;
    }

    /// <summary>Whether a heading names voluntary work, honours, writing or talks: what has dates and roles, and is no position.</summary>
    public static bool IsUnpaid(string heading) => IsVoluntary(heading) || WordsOf(heading).Any(Unpaid.Contains);

    /// <summary>Whether a heading or a title says that the work is voluntary.</summary>
    public static bool IsVoluntary(string text) => WordsOf(text).Any(Voluntary.Contains);

    private static string[] WordsOf(string text) => TextFold.Fold(text).Split(' ', '&', '/', ',', '\'', ':', '(', ')');

    // "Parcours académique" is education, "Volunteer experience" is not work, "Profile summary" is one section.
    private static CvSectionKind Prefer(CvSectionKind? found, CvSectionKind kind, string word, string first) => (found, kind) switch
    {
        (null, _) => kind,
        // "Academic awards" and "Academic projects" are about studies, and have none.
        (CvSectionKind.Education, CvSectionKind.Projects or CvSectionKind.Other) when first is "academic" or "academics" or "academique" or "scolaire" or "universitaire" && (kind == CvSectionKind.Projects || Beside.Contains(word)) => kind,
        // "Academic appointments" and "Academic experience" are work.
        (CvSectionKind.Education, CvSectionKind.Experience) when word is "appointments" or "positions" or "employment" or "experience" or "experiences" => kind,
        (CvSectionKind.Experience, CvSectionKind.Education) when word is not ("formation" or "formations" or "education" or "diplomes") => kind,
        (CvSectionKind.Experience, CvSectionKind.Other) when word is "volunteering" or "associatif" or "associatifs" or "benevolat" or "involvement" => kind,
        // Certificates, skills or awards beside studies: the section has degrees.
        (CvSectionKind.Certifications or CvSectionKind.Skills or CvSectionKind.Languages or CvSectionKind.Interests or CvSectionKind.Other, CvSectionKind.Education) when word is "education" or "formation" or "formations" or "diplomes" or "etudes" or "degrees" => kind,
        (CvSectionKind.Experience, CvSectionKind.Projects) => CvSectionKind.Experience,
        (CvSectionKind.Other, CvSectionKind.Experience) => CvSectionKind.Other,
        (CvSectionKind.Skills, CvSectionKind.Languages) when word.StartsWith("linguistique", StringComparison.Ordinal) => kind,
        (CvSectionKind.Languages, CvSectionKind.Skills) when word is "technologies" or "tools" or "software" or "stack" or "outils" or "logiciels" => kind,
        (CvSectionKind.Summary, CvSectionKind.Skills) => kind,
        (CvSectionKind.Projects, CvSectionKind.Experience) => CvSectionKind.Projects,
        _ => found.Value,
    };

    private static CvSectionKind? Special(string[] words) => string.Join(' ', words) switch
    {
        "formation continue" or "formations continues" or "professional training" or "professional development" => CvSectionKind.Education,
        "programming language" or "programming languages" or "langage de programmation" or "langages de programmation" or "langages" => CvSectionKind.Skills,
        "additional information" or "other information" or "further information" or "informations complementaires" or "et aussi" or "say hello" or "get in touch" or "kind words" or "testimonials" => CvSectionKind.Other,
        "where i have worked" or "where i've worked" or "where i worked" or "what i have done" or "mes postes" or "practice" => CvSectionKind.Experience,
        "good at" or "what i do best" or "what i can do" or "what i know" or "ce que je sais faire" or "je sais faire" => CvSectionKind.Skills,
        "qualified in" or "where i studied" or "what i studied" => CvSectionKind.Education,
        "job related training" => CvSectionKind.Other,
        "training" or "trainings" => CvSectionKind.Education,
        "personal information" or "informations personnelles" or "personal details" or "contact information" or "contact details" => CvSectionKind.Other,
        "career objective" or "career summary" or "career profile" or "profil professionnel" or "career objectives" or "career overview" or "objectif professionnel" => CvSectionKind.Summary,
        "qui suis-je" or "about me" or "summary of qualifications" or "professional summary" or "resume professionnel" or "skills summary" => words[0] == "skills" ? CvSectionKind.Skills : CvSectionKind.Summary,
        "work" => CvSectionKind.Experience,
        "points forts" or "mes points forts" => CvSectionKind.Skills,
        "computer skills" or "it skills" or "informatique" => CvSectionKind.Skills,
        "licenses and certifications" or "licences and certifications" => CvSectionKind.Certifications,
        "resume" or "curriculum vitae" => null,
        _ => null,
    };

    private static Dictionary<string, CvSectionKind> Build(params (CvSectionKind Kind, string Words)[] kinds)
    {
        var all = new Dictionary<string, CvSectionKind>(StringComparer.Ordinal);
        foreach (var (kind, words) in kinds)
            foreach (var word in words.Split(' ')) all.TryAdd(word, kind);
        return all;
    }
}
