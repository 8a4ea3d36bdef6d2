using AspireStreaming.Streaming;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Builtin;

/// <summary>Writes an epic for each topic of a request.</summary>
internal sealed class EpicWriter(bool french)
{
    public IReadOnlyList<DraftItem> Write(AgentTask task, ParsedRequest request)
    {
        var planner = new StoryPlanner(french);
        var epics = new List<DraftItem>();
        foreach (var topic in request.Topics)
        {
            string title = Title(topic);
            if (task.Backlog.Any(i => i.Type == BacklogItemType.Epic && Words.Same(i.Title, title)))
            {
                continue;
            }

            var role = request.Role ?? Role.Default(french);
            var wants = planner.Plan(topic, role).Select(s => s.Want).ToList();
            string scope = string.Join(french ? " ; " : "; ", wants);
            string description = french
                ? $"{title}, pour {role.Indefinite(french)}. Périmètre : {scope}."
                : $"{title}, for {role.Indefinite(french)}. Scope: {scope}.";
            epics.Add(new DraftItem(BacklogItemType.Epic, title, description, null, Criteria(topic, request.Rules)));
        }

        return epics;
    }

    private string Title(Topic topic)
    {
        string subject = Grammar.Sentence(Grammar.Bare(topic.Subject, french));
        string features = string.Join(french ? " et " : " and ", topic.Features.Take(3).Select(f => Grammar.Bare(f, french)));
        string title = features.Length == 0 ? subject : french ? $"{subject} avec {features}" : $"{subject} with {features}";
        return title.Length <= 200 ? title : $"{title[..199]}…";
    }

    private IReadOnlyList<string> Criteria(Topic topic, IReadOnlyList<string> rules) =>
    [
        .. rules.Select(r => $"{Grammar.Sentence(r)}."),
        .. topic.Features.Select(f => french ? $"Le périmètre comprend {Grammar.Definite(f, french)}." : $"The scope includes {f}."),
        french
            ? "Chaque user story de l'epic remplit ses critères d'acceptation."
            : "Each user story of the epic meets its acceptance criteria.",
    ];
}
