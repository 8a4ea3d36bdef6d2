using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Writes user stories: stories that a request writes in full, then stories of its topics (or of the epics it refers to).</summary>
internal sealed class StoryWriter(bool french)
{
    private readonly StoryPlanner _planner = new(french);

    public IReadOnlyList<DraftItem> Write(AgentTask task, ParsedRequest request)
    {
        var epics = task.Drafted.Where(i => i.Type == BacklogItemType.Epic).ToList();
        var targets = task.TargetItems.Where(i => i.Type == BacklogItemType.Epic).ToList();
        var planned = new List<(PlannedStory Story, Guid? Epic)>();
        var first = epics.Concat(targets).Select(e => (Guid?)e.Id).FirstOrDefault();
        planned.AddRange(request.Stories.Select(s => (_planner.Spelled(s), first)));
        if (epics.Count > 0 || targets.Count == 0)
        {
            var topics = request.Topics;
            for (int i = 0; i < topics.Count; i++)
            {
                // An existing epic is not drafted again: the stories go to the existing epic with that subject.
                var epic = epics.FirstOrDefault(e => Mentions(e, topics[i])) ?? task.Backlog.FirstOrDefault(e => e.Type == BacklogItemType.Epic && Mentions(e, topics[i]));
                planned.AddRange(_planner.Plan(topics[i], request.Role).Select(s => (s, epic?.Id)));
            }
        }
        else
        {
            planned.AddRange(targets.SelectMany(e => _planner.Plan(RequestReader.Topic(e.Title), request.Role).Select(s => (s, (Guid?)e.Id))));
        }

        var stories = planned
            .Where(p => !task.Backlog.Any(i => i.Type == BacklogItemType.Story && i.Parent == p.Epic && Words.Same(i.Title, p.Story.Want)))
            .DistinctBy(p => (p.Epic, string.Join(' ', Words.Stems(p.Story.Want).Order(StringComparer.Ordinal))))
            .Take(IBacklogAgent.MostItems)
            .ToList();
        var rules = Assign(request.Rules, [.. stories.Select(s => s.Story)]);
        return [.. stories.Select((s, i) => Item(s.Story, s.Epic, rules[i]))];
    }

    private DraftItem Item(PlannedStory story, Guid? epic, IReadOnlyList<string> rules)
    {
        string title = Grammar.Sentence(story.Want);
        return new DraftItem(
            BacklogItemType.Story,
            title.Length <= 200 ? title : $"{title[..199]}…",
            Sentence(story),
            epic,
            [.. rules.Select(r => $"{Grammar.Sentence(r)}."), .. story.Criteria.Select(c => $"{c}.")],
            story.Points);
    }

    private string Sentence(PlannedStory story)
    {
        if (!french)
        {
            return $"As {Grammar.Indefinite(story.Role.Name)}, I want to {story.Want} so that {story.Benefit}.";
        }

        string benefit = story.Benefit.StartsWith("que ", StringComparison.Ordinal) ? $"afin {story.Benefit}"
            : "aeiouyéèêh".Contains(story.Benefit[0]) ? $"afin d'{story.Benefit}"
            : $"afin de {story.Benefit}";
        string role = "aeiouyéèêh".Contains(char.ToLowerInvariant(story.Role.Name[0])) ? $"En tant qu'{story.Role.Name}" : $"En tant que {story.Role.Name}";
        return $"{role}, je veux {story.Want} {benefit}.";
    }

    /// <summary>Each rule goes to the story that shares the most words with it, if any story does.</summary>
    private static List<string>[] Assign(IReadOnlyList<string> rules, IReadOnlyList<PlannedStory> stories)
    {
        var assigned = stories.Select(_ => new List<string>()).ToArray();
        foreach (string rule in rules)
        {
            var words = Words.Stems(rule);
            int best = -1;
            int most = 0;
            for (int i = 0; i < stories.Count; i++)
            {
                int shared = Words.Stems(stories[i].Want).Count(words.Contains);
                (best, most) = shared > most ? (i, shared) : (best, most);
            }

            if (best >= 0)
            {
                assigned[best].Add(rule);
            }
        }

        return assigned;
    }

    private static bool Mentions(BacklogItem epic, Topic topic) =>
        Words.Stems(topic.Subject) is { Count: > 0 } stems && stems.IsSubsetOf(Words.Stems(epic.Title));
}
