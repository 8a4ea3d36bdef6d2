using System.Text.RegularExpressions;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>A story before it is written down.</summary>
/// <param name="Want">An infinitive: "envoyer automatiquement les relances".</param>
internal sealed record PlannedStory(Role Role, string Want, string Benefit, IReadOnlyList<string> Criteria, int Points);

/// <summary>Cuts a topic into stories: what its words usually take, and one for each feature that it names.</summary>
internal sealed partial class StoryPlanner(bool french)
{
    public IReadOnlyList<PlannedStory> Plan(Topic topic, Role? role)
    {
        var who = role ?? Role.Default(french);
        string main = Actors().Replace(topic.Subject, "");
        var found = Capability.Find(main);
        var stories = new List<PlannedStory>();
        if (found is null)
        {
            string thing = Action(main) ?? Grammar.Definite(main, french);
            stories.AddRange(Fill(Capability.Named(Action(main) is null ? "generic" : "task"), thing, who));
            if (Action(main) is null && topic.Features.Count == 0)
            {
                stories.AddRange(Fill(Capability.Named("operate"), thing, who));
            }
        }
        else
        {
            stories.AddRange(Fill(found.Value.Capability, Thing(found.Value.Capability, found.Value.Word, main, main), who));
        }

        foreach (string feature in topic.Features)
        {
            var known = Capability.Find(feature);
            stories.AddRange(known is null
                ? Fill(Capability.Named(Action(feature) is null ? "generic" : "task"), Action(feature) ?? Grammar.Definite(feature, french), who)
                : Fill(known.Value.Capability, Thing(known.Value.Capability, known.Value.Word, feature, main), who));
        }

        return [.. stories.DistinctBy(s => string.Join(' ', Words.Stems(s.Want).Order(StringComparer.Ordinal)))];
    }

    public PlannedStory Spelled(SpelledStory story)
    {
        var who = new Role(story.Role);
        var task = Fill(Capability.Named("task"), story.Want, who).First();
        return task with { Benefit = story.Benefit ?? task.Benefit };
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

    /// <summary>What the capability is about: "les paiements" of "la gestion des paiements", the phrase itself of "relances".</summary>
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

    /// <summary>The phrase, when it is something to do ("payer en plusieurs fois", "to pay later") and not a thing.</summary>
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

    [GeneratedRegex(@"^(?:.{0,40}?\s)?(?<thing>(?:(?:des|du|de la|de)\s|(?:de l|d)').*)$", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrenchOf();

    [GeneratedRegex(@"^(?:(?:de |pouvoir |permettre (?:de |d')|d')\s*)?(?<do>[a-z\-]{2,}(?:er|ir|oir|dre|tre|ire|ettre)\s.+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FrenchAction();

    [GeneratedRegex(@"^(?:to |can |be able to |let \w+ |allow \w+ to )(?<do>.+)$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EnglishAction();
}
