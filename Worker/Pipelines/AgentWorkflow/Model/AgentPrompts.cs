using System.Globalization;
using System.Text;
using AspireStreaming.Streaming;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Worker.Pipelines.AgentWorkflow.Model;

/// <summary>Writes a task as the documents of an <c>agent-*</c> prompt.</summary>
internal static class AgentPrompts
{
    private const int MostBacklogItems = 300;
    private const int MostDescription = 300;
    private const int MostContext = 20_000;

    public static Prompt Render(string name, AgentTask task, int? maxItems = null) => PromptTemplate.Load(name).Render(
        new Dictionary<string, string> { ["backlog"] = Backlog(task), ["context"] = Context(task.Context), ["query"] = task.Query },
        maxItems is null ? null : new Dictionary<string, string> { ["max_items"] = maxItems.Value.ToString(CultureInfo.InvariantCulture) });

    /// <summary>One line per item. A long backlog is cut to the items that the request refers to and the latest items.</summary>
    private static string Backlog(AgentTask task)
    {
        var shown = task.Backlog.Count <= MostBacklogItems
            ? task.Backlog
            : [.. task.TargetItems.Take(MostBacklogItems / 2), .. task.Backlog.TakeLast(MostBacklogItems / 2)];
        var lines = new StringBuilder();
        foreach (var item in shown.DistinctBy(i => i.Id))
        {
            lines.Append('[').Append(item.Id).Append("] ").Append(TypeName(item.Type)).Append(": ").Append(item.Title);
            if (item.Parent is { } parent)
            {
                lines.Append(" (of ").Append(parent).Append(')');
            }

            lines.Append(" - ").AppendLine(Cut(item.Description.ReplaceLineEndings(" "), MostDescription));
        }

        return lines.Length == 0 ? "(empty)" : lines.ToString();
    }

    private static string Context(IReadOnlyList<ContextItem> context) => context.Count == 0
        ? "(none)"
        : Cut(string.Join("\n\n", context.Select(c => $"[{c.Id}] {c.Type}\n{c.AllText()}")), MostContext);

    private static string TypeName(BacklogItemType type) => type switch
    {
        BacklogItemType.Epic => "epic",
        BacklogItemType.Story => "story",
        _ => "test case",
    };

    private static string Cut(string text, int most) => text.Length <= most ? text : $"{text[..most]}…";
}
