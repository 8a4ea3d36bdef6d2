using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <summary>
/// The résumé while edits are planned. Planners address lines of the original; an edit is recorded with its line after all earlier edits.
/// Two edits never change the same line, except that items may be reordered before their lines are changed. So an edit always replaces
/// the author's own text.
/// </summary>
/// <param name="resume">The résumé.</param>
/// <param name="guard">Its facts.</param>
/// <param name="speak">The wording of summaries and reasons.</param>
/// <param name="own">The wording of text that goes into the résumé.</param>
internal sealed class ResumeDraft(ResumeText resume, FactGuard guard, Wording speak, Wording own)
{
    private readonly List<string> _lines = [.. resume.Lines];
    private readonly List<(int Line, int Delta)> _shifts = [];
    private readonly HashSet<int> _changed = [];
    private readonly List<ResumeEdit> _edits = [];

    public ResumeText Resume => resume;
    public Wording Speak => speak;
    public Wording Own => own;
    public IReadOnlyList<ResumeEdit> Edits => _edits;
    public bool IsFull => _edits.Count >= EditPlanner.MaxEdits;

    /// <summary>The current text of the original line <paramref name="line"/>, or of the line that <see cref="Reorder"/> moved there.</summary>
    public string this[int line] => _lines[Now(line)];

    public bool IsChanged(int line) => _changed.Contains(line);

    public bool Change(ResumeSection section, int first, int end, IReadOnlyList<string> after, string summary, string reason) =>
        Replace(section, first, end, after, summary, reason, moves: false);

    /// <summary>Puts the same lines into another order; they can still be changed.</summary>
    public bool Reorder(ResumeSection section, int first, int end, IReadOnlyList<string> after, string summary, string reason) =>
        Replace(section, first, end, after, summary, reason, moves: true);

    public bool Insert(ResumeSection section, int line, IReadOnlyList<string> after, string summary, string reason) =>
        Replace(section, line, line, after, summary, reason, moves: false);

    private bool Replace(ResumeSection section, int first, int end, IReadOnlyList<string> after, string summary, string reason, bool moves)
    {
        var count = end - first;
        if (IsFull || Enumerable.Range(first, count).Any(_changed.Contains)) return false;
        if (!guard.Allows(string.Join('\n', after))) return false;
        var at = Now(first);
        var before = _lines.GetRange(at, count);
        if (before.SequenceEqual(after, StringComparer.Ordinal)) return false;

        _lines.RemoveRange(at, count);
        _lines.InsertRange(at, after);
        if (after.Count != count) _shifts.Add((end, after.Count - count));
        if (!moves) _changed.UnionWith(Enumerable.Range(first, count));
        _edits.Add(new ResumeEdit(
            section.Heading.Length > 0 ? section.Heading.Trim(' ', '\t', '#', '*', ':') : speak.Section(section.Kind),
            count == 0 ? DiffOp.Add : after.Count == 0 ? DiffOp.Remove : DiffOp.Change,
            string.Join('\n', before), string.Join('\n', after), summary, reason, at));
        return true;
    }

    private int Now(int line) => line + _shifts.Where(s => s.Line <= line).Sum(s => s.Delta);
}
