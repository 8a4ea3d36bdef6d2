namespace AspireStreaming.Worker.Intelligence;

/// <summary>
/// Derives what is done in a trade from who does it: "welder" welds, so "welding" is its trade; "soudeuse" gives "soudure", "comptable" gives
/// "comptabilité". The derived words need not exist: they are only compared with words of an offer and with names of skills.
/// </summary>
internal static class Trades
{
    private const int ShortestRoot = 3;

    // The endings of a person, and those that an activity has in their place; "-" is none. One row for each way to form such a pair.
    private static readonly (string Person, string Activities)[] Endings =
    [
        ("", "ing ry ery erie"), // cook, mason, maçon
        ("e", "ing ure ie y"), // nurse, architecte, photographe
        ("er", "ing ery ment y"), // welder, baker, manager, photographer
        ("or", "ing ion ure"), // editor, translator
        ("eer", "eering"),
        ("yer", "-"), // lawyer
        ("ist", "y istry ics ism"), // biologist, dentist, economist, journalist
        ("icist", "ics"),
        ("ician", "icity ical ics ic"), // electrician, musician
        ("ian", "y"), // librarian
        ("ic", "ics ical"), // mechanic
        ("ant", "ing ancy ation ance"), // accountant, consultant
        ("ect", "ecture"), // architect
        ("ary", "arial"),
        ("eur euse eure rice", "ure age ement erie ion"), // soudeur, développeuse, traductrice
        ("ieur ieure", "ierie"), // ingénieur
        ("ier iere", "erie e -"), // plombier, cuisinière, jardinier
        ("er ere", "erie"), // boulangère
        ("ien ienne", "ie"), // pharmacien
        ("icien icienne", "icite ique"), // électricien, logisticienne
        ("able", "abilite"), // comptable
        ("iste", "ie isme erie"), // biologiste, graphiste, fleuriste
        ("ant ante", "ement ance"), // enseignant
        ("eute", "ie"), // kinésithérapeute
        ("ue", "ie"), // psychologue
        ("re", "ure"), // peintre
        ("aire", "ariat airie"), // secrétaire, libraire
        ("ecin", "ecine"),
    ];

    // No word of theirs is an activity: "chauffage" is heating.
    private static readonly HashSet<string> Without = new(StringComparer.Ordinal) { "chauffeur", "chauffeuse", "premier", "premiere" };

    /// <summary>The folded names that the activities of a title's trades may have.</summary>
    public static IEnumerable<string> ActivitiesOf(string title) =>
        Words.Of(title).Select(w => w.Text).Where(w => !Without.Contains(w)).SelectMany(Activities).Distinct();

    /// <summary>The skills that are the activities of a title's trades: "Welder" has Welding, and so has "Soudeur".</summary>
    public static IEnumerable<Skill> SkillsOf(string title) =>
        ActivitiesOf(title).Select(SkillLexicon.Builtin.Lookup).OfType<Skill>().Where(s => s is { IsSoft: false, Name.Length: > 0 }).Distinct();

    private static IEnumerable<string> Activities(string person)
    {
        foreach (var (endings, activities) in Endings)
        {
            foreach (var ending in endings.Split(' '))
            {
                if (person.Length - ending.Length < ShortestRoot || !person.EndsWith(ending, StringComparison.Ordinal)) continue;
                // Without an ending only a known word is a person: no "training" of a train driver.
                if (ending.Length == 0 && !JobTitles.IsRoleWord(person)) continue;
                var root = person[..^ending.Length];
                foreach (var activity in activities.Split(' '))
                {
                    yield return activity == "-" ? root : root + activity;
                    // "maçonnerie", "planning"
                    if (activity != "-" && root[^1] is 'n' or 'l' or 'm' or 't' or 'p') yield return root + root[^1] + activity;
                }
            }
        }
    }
}
