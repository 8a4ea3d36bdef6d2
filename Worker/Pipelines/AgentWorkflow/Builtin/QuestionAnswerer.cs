using System.Text.RegularExpressions;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Answers from the backlog and the context: counts, lists, items without stories or tests, else passages about the subject.</summary>
internal sealed partial class QuestionAnswerer(bool french)
{
    private const int MostListed = 30;
    private const int MostPassages = 4;

    public AgentDraft Answer(AgentTask task)
    {
        string folded = TextFold.Fold(task.Query);
        var type = Type(folded);
        bool counts = Count().IsMatch(folded);
        if (Without().Match(folded) is { Success: true } without && Type(without.Groups["what"].Value) is { } missing)
        {
            var subject = Type(folded[..without.Index]) ?? (missing == BacklogItemType.Story ? BacklogItemType.Epic : BacklogItemType.Story);
            var bare = task.Backlog.Where(i => i.Type == subject && !task.Backlog.Any(c => c.Parent == i.Id && c.Type == missing)).ToList();
            return Listed(bare, counts, french ? $"{Name(subject, bare.Count)} sans {Name(missing, 2)}" : $"{Name(subject, bare.Count)} without {Name(missing, 2)}");
        }

        if (type is not null && (counts || Lists().IsMatch(folded)))
        {
            var items = About(task, type.Value);
            return Listed(items, counts, Name(type.Value, items.Count));
        }

        if (counts && Whole().IsMatch(folded))
        {
            var parts = Enum.GetValues<BacklogItemType>().Select(t => (Type: t, Count: task.Backlog.Count(i => i.Type == t))).ToList();
            string text = string.Join(", ", parts.Select(p => $"{p.Count} {Name(p.Type, p.Count)}"));
            return new AgentDraft([], french ? $"Le backlog contient {text}." : $"The backlog holds {text}.", []);
        }

        return FromPassages(task);
    }

    private AgentDraft Listed(List<BacklogItem> items, bool counts, string what)
    {
        string head = items.Count == 0
            ? french ? $"Il n'y a aucun élément : {what}." : $"There are none: {what}."
            : counts ? $"{items.Count} {what}." : french ? $"{items.Count} {what} :" : $"{items.Count} {what}:";
        var lines = items.Take(MostListed).Select(i => $"- {i.Title} [{i.Id:D}]");
        return new AgentDraft([], string.Join('\n', [head, .. lines]), [.. items.Take(MostListed).Select(i => i.Id.ToString("D"))]);
    }

    /// <summary>The items of a type with the question's other words in their title, else in a parent's title; all items without such words.</summary>
    private static List<BacklogItem> About(AgentTask task, BacklogItemType type)
    {
        var words = Words.Stems(QuestionWords().Replace(TextFold.Fold(task.Query), " "));
        var byId = task.Backlog.ToDictionary(i => i.Id);
        var items = task.Backlog.Where(i => i.Type == type).ToList();
        if (words.Count == 0)
        {
            return items;
        }

        var named = items.Where(i => words.Overlaps(Words.Stems(i.Title))).ToList();
        return named.Count > 0 ? named : [.. items.Where(i => Lineage(i).Any(p => words.Overlaps(Words.Stems(p.Title))))];

        IEnumerable<BacklogItem> Lineage(BacklogItem item)
        {
            for (int depth = 0; item is not null && depth < 4; depth++)
            {
                yield return item;
                item = item.Parent is { } parent ? byId.GetValueOrDefault(parent)! : null!;
            }
        }
    }

    /// <summary>The sentences that share the rarest words with the question.</summary>
    private AgentDraft FromPassages(AgentTask task)
    {
        var passages = task.Backlog
            .SelectMany(i => new[] { i.Description }.Concat(i.AcceptanceCriteria).Select(t => (Source: i.Id.ToString("D"), i.Title, Text: t)))
            .Concat(task.Context.SelectMany(c => SentenceEnd().Split(c.AllText()).Select(t => (Source: c.Id, Title: c.Type, Text: t.Trim()))))
            .Where(p => p.Text.Length > 0)
            .Select(p => (p.Source, p.Title, p.Text, Stems: Words.Stems($"{p.Title} {p.Text}")))
            .ToList();
        var asked = Words.Stems(QuestionWords().Replace(TextFold.Fold(task.Query), " "));
        var weights = asked.ToDictionary(w => w, w => Math.Log((passages.Count + 1.0) / (passages.Count(p => p.Stems.Contains(w)) + 0.5)));
        var best = passages
            .Select(p => (p.Source, p.Title, p.Text, Shared: asked.Count(p.Stems.Contains), Score: asked.Where(p.Stems.Contains).Sum(w => weights[w])))
            .Where(p => p.Shared * 2 >= asked.Count && p.Shared > 0)
            .OrderByDescending(p => p.Shared).ThenByDescending(p => p.Score)
            .DistinctBy(p => p.Text)
            .Take(MostPassages)
            .ToList();
        if (best.Count == 0)
        {
            string missing = string.Join(", ", asked.Where(w => !passages.Any(p => p.Stems.Contains(w))));
            string none = french
                ? $"Ni le backlog ({task.Backlog.Count} éléments) ni le contexte ({task.Context.Count}) n'en parlent."
                : $"Neither the backlog ({task.Backlog.Count} items) nor the context ({task.Context.Count}) says anything about it.";
            return new AgentDraft([], missing.Length == 0 ? none : french ? $"{none} Il manque : {missing}." : $"{none} Missing: {missing}.", []);
        }

        string head = french ? "D'après le backlog et le contexte :" : "According to the backlog and the context:";
        return new AgentDraft(
            [],
            string.Join('\n', [head, .. best.Select(p => $"- {p.Title}{(french ? " : " : ": ")}{p.Text} [{p.Source}]")]),
            [.. best.Select(p => p.Source).Distinct()]);
    }

    private static BacklogItemType? Type(string folded) =>
        TypeWord().Match(folded) is not { Success: true } word ? null
        : word.Groups["epic"].Success ? BacklogItemType.Epic
        : word.Groups["test"].Success ? BacklogItemType.TestCase
        : BacklogItemType.Story;

    private string Name(BacklogItemType type, int count) => type switch
    {
        BacklogItemType.Epic => count == 1 ? "epic" : "epics",
        BacklogItemType.Story => count == 1 ? "user story" : "user stories",
        _ => french ? "cas de test" : count == 1 ? "test case" : "test cases",
    };

    [GeneratedRegex(@"\b(?:(?<epic>epics?|epopees?)|(?<test>test cases?|cas de tests?|tests?|scenarios?)|(?<story>(?:user )?stor(?:y|ies)|recits?))\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeWord();

    [GeneratedRegex(@"\b(?:combien|how many|nombre de|number of)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"\b(?:quel(?:le)?s|liste[rz]?|montre[rz]?|which|what are|list|show|what .{0,20}are there|what .{0,30}do we have)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Lists();

    [GeneratedRegex(@"\b(?:n'ont (?:pas|aucune?)|n'a (?:pas|aucune?)|sans|without(?: any)?|have no|has no|lack(?:s|ing)?|do(?:es)? not have|don't have)\s+(?:de |d'|any |aucune? )?(?<what>.{3,40})$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Without();

    [GeneratedRegex(@"\b(?:backlog|elements?|items?)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"\b(?:backlog|projet|project|elements?|items?|combien|how many|nombre|number|quel(?:le)?s?|liste[rz]?|montre[rz]?|which|what|list|show|concern(?:ent|e|ant|s|ing)?|about|resume[rz]?|summari[sz]e|explique[rz]?|explain|(?:user )?stor(?:y|ies)|epics?|epopees?|recits?|test cases?|cas de tests?|tests?|scenarios?|parlent|portent|y a-t-il|contient|tell|me|us|moi|nous|existent|exist|actuellement|currently|have)\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QuestionWords();

    [GeneratedRegex(@"(?<=[.!?;])\s+|\n+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SentenceEnd();
}
