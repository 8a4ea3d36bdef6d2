using System.Text.RegularExpressions;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Writes a test case for each acceptance criterion of the selected stories, in the form Given, When, Then.</summary>
internal sealed partial class TestCaseWriter(bool french)
{
    public IReadOnlyList<DraftItem> Write(AgentTask task, ParsedRequest request)
    {
        var items = new List<DraftItem>();
        foreach (var story in Stories(task))
        {
            foreach (string criterion in Criteria(story))
            {
                var item = Item(story, criterion);
                if (!task.Backlog.Any(i => i.Type == BacklogItemType.TestCase && i.Parent == story.Id && Words.Same(i.Title, item.Title)))
                {
                    items.Add(item);
                }
            }
        }

        if (items.Count == 0 && task.TargetItems.All(i => i.Type == BacklogItemType.Epic))
        {
            // The backlog has no story to test yet: the test cases come from the request itself.
            var planner = new StoryPlanner(french);
            var planned = request.Stories.Select(planner.Spelled).Concat(request.Topics.SelectMany(t => planner.Plan(t, request.Role)));
            items.AddRange(planned
                .SelectMany(p => p.Criteria.Select(c => Item(null, c)))
                .Where(item => !task.Backlog.Any(i => i.Type == BacklogItemType.TestCase && Words.Same(i.Description, item.Description))));
        }

        return [.. items.Take(2 * IBacklogAgent.MostItems)];
    }

    /// <summary>The stories that this workflow drafted; else the stories that the request refers to, directly or by their epic.</summary>
    private static IEnumerable<BacklogItem> Stories(AgentTask task)
    {
        var drafted = task.Drafted.Where(i => i.Type == BacklogItemType.Story).ToList();
        if (drafted.Count > 0)
        {
            return drafted;
        }

        var targets = task.TargetItems.ToList();
        var stories = targets.Where(i => i.Type == BacklogItemType.Story).ToList();
        return stories.Count > 0
            ? stories
            : task.Backlog.Where(i => i.Type == BacklogItemType.Story && targets.Any(t => t.Id == i.Parent));
    }

    private IEnumerable<string> Criteria(BacklogItem story) => story.AcceptanceCriteria.Count > 0
        ? story.AcceptanceCriteria
        : [french ? $"{story.Title} donne le résultat attendu." : $"{story.Title} gives the expected result."];

    private DraftItem Item(BacklogItem? story, string criterion)
    {
        string clean = criterion.TrimEnd('.', ' ');
        var parts = GivenWhenThen().Match(TextFold.Fold(clean));
        string given, when, then;
        if (parts.Success)
        {
            given = Part(clean, parts.Groups["given"]);
            when = Part(clean, parts.Groups["when"]);
            then = Part(clean, parts.Groups["then"]);
        }
        else
        {
            given = french ? "une personne habilitée et connectée" : "a person who is signed in and allowed to";
            when = story is null
                ? french ? "elle utilise la fonction" : "they use the function"
                : french ? $"elle exécute « {story.Title} »" : $"they do \"{story.Title}\"";
            then = char.ToLowerInvariant(clean[0]) + clean[1..];
        }

        string title = Grammar.Sentence(then);
        string[] steps = french ? [$"Étant donné {given}", $"Quand {when}"] : [$"Given {given}", $"When {when}"];
        string expected = french ? $"Alors {then}" : $"Then {then}";
        return new DraftItem(
            BacklogItemType.TestCase,
            title.Length <= 200 ? title : $"{title[..199]}…",
            string.Join('\n', [.. steps, expected]),
            story?.Id, [], Steps: steps, Expected: expected);
    }

    private static string Part(string text, Group group) => text.Substring(group.Index, group.Length).Trim(' ', ',');

    [GeneratedRegex(@"^(?:etant donnee?s?|given(?: that)?)\s+(?<given>.+?),?\s+(?:quand|lorsque|when)\s+(?<when>.+?),?\s+(?:alors|then)\s+(?<then>.+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GivenWhenThen();
}
