using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>A planned story, before it is written.</summary>
/// <param name="Want">An infinitive: "envoyer automatiquement les relances".</param>
internal sealed record PlannedStory(Role Role, string Want, string Benefit, IReadOnlyList<string> Criteria, int Points);

/// <summary>Cuts a topic into stories: the usual stories of its words, and one story for each feature that it names.</summary>
internal sealed partial class StoryPlanner(bool french)
{
    public IReadOnlyList<PlannedStory> Plan(Topic topic, Role? role)
    {
        var who = role ?? Role.Default(french);
        string main = Actors().Replace(topic.Subject, "");
        var stories = new List<PlannedStory>(Stories(main, main, who));
        if (Capability.Find(main) is null && Action(main) is null && topic.Features.Count == 0)
        {
            stories.AddRange(Fill(Capability.Named("operate"), Grammar.Definite(main, french), who));
        }

        stories.AddRange(topic.Features.SelectMany(f => Stories(f, main, who)));
        return [.. stories.DistinctBy(s => string.Join(' ', Words.Stems(s.Want).Order(StringComparer.Ordinal)))];
    }

    public PlannedStory Spelled(SpelledStory story)
    {
        var who = new Role(story.Role);
        var task = Fill(Capability.Named("task"), story.Want, who).First();
        return task with { Benefit = story.Benefit ?? task.Benefit };
    }

    private IEnumerable<PlannedStory> Stories(string phrase, string main, Role role)
    {
        string? action = Action(phrase);
        var known = Capability.Find(phrase);
        return known is { } found && !(found.Capability.Itself && action is not null)
            ? Fill(found.Capability, Thing(found.Capability, found.Word, phrase, main), role)
            : Fill(Capability.Named(action is null ? "generic" : "task"), action ?? Grammar.Definite(phrase, french), role);
    }

    private IEnumerable<PlannedStory> Fill(Capability capability, string thing, Role role)
    {
        foreach (var story in capability.Stories)
        {
            string Put(string template) => Grammar.Sentence(Slot().Replace(template, slot => slot.Value switch
            {
                "{x}" => thing,
                "de {x}" => Grammar.Of(thing),
                "{bare}" => Grammar.Bare(thing, french),
                "{le} {role}" => role.Definite(french),
                "{un} {role}" => role.Indefinite(french),
                _ => role.Name,
            }));
            var texts = french ? story.Fr : story.En;
            string want = Put(texts[0]);
            yield return new PlannedStory(role, char.ToLowerInvariant(want[0]) + want[1..], texts[1], [.. texts.Skip(2).Select(Put)], story.Points);
        }
    }

    /// <summary>The object of the capability: "les paiements" for "la gestion des paiements", the phrase itself for "relances".</summary>
    private string Thing(Capability capability, string word, string phrase, string main)
    {
        if (capability.Itself)
        {
            return Grammar.Definite(phrase, french);
        }

        string folded = TextFold.Fold(phrase);
        int at = folded.IndexOf(word, StringComparison.Ordinal);
        string before = phrase[..at].Trim();
        string after = phrase[(at + word.Length)..].Trim(' ', ',');
        if (french)
        {
            var of = FrenchOf().Match(after);
            string thing = of.Success ? after[of.Groups["thing"].Index..] : after;
            return Grammar.Definite(thing.Length > 0 ? thing : phrase == main ? phrase : MainThing(main), french);
        }

        if (after.StartsWith("of ", StringComparison.OrdinalIgnoreCase) || (after.Length > 0 && before.Length == 0))
        {
            return Grammar.Definite(after.StartsWith("of ", StringComparison.OrdinalIgnoreCase) ? after[3..] : after, french);
        }

        string noun = Grammar.Bare(before, french);
        return noun.Length > 0 ? Grammar.Plural(noun) : phrase == main ? phrase : MainThing(main);
    }

    private string MainThing(string main) => Capability.Find(main) is { } found && !found.Capability.Itself
        ? Thing(found.Capability, found.Word, main, main)
        : Grammar.Definite(main, french);

    /// <summary>The phrase if it names an action ("payer en plusieurs fois", "to pay later"); null if it names a thing.</summary>
    private string? Action(string phrase)
    {
        string folded = TextFold.Fold(phrase);
        var can = (french ? FrenchAction() : EnglishAction()).Match(folded);
        return can.Success ? phrase[can.Groups["do"].Index..] : null;
    }

    [GeneratedRegex(@"\{le\} \{role\}|\{un\} \{role\}|de \{x\}|\{x\}|\{bare\}|\{role\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Slot();

    [GeneratedRegex(@"\s+(?:par|pour|by|for)\s+(?:les|la|le|nos|des|the|our|all)\s.*$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Actors();

    [GeneratedRegex(@"^(?!(?:les|la|le)\s|l')(?:.{0,40}?\s)?(?<thing>(?:(?:des|du|de la|de)\s|(?:de l|d)').*)$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrenchOf();

    [GeneratedRegex(@"^(?:(?:de |pouvoir |permettre (?:de |d')|d')\s*)?(?<do>(?!(?:panier|dossier|courrier|calendrier|atelier|papier|chantier|metier|fichier|cahier|premier|dernier|loyer|tresorier|avoir|tiroir|leader|poster)s?\b)(?:[a-z\-]{2,}(?:er|ir)|(?:re|pre|ins|de|pro|sou|trans|per|con)?(?:lire|dire|ecrire|crire|duire|construire|traduire|vendre|rendre|prendre|attendre|suivre|mettre|repondre))\s.+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrenchAction();

    [GeneratedRegex(@"^(?:to |can |be able to |let \w+ |allow \w+ to )(?<do>.+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnglishAction();
}
