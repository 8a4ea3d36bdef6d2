using AspireStreaming.Streaming.Events;
using AspireStreaming.Worker.Intelligence;

namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

/// <param name="Text">The author's layout, edits applied; line feeds as line ends.</param>
/// <param name="Markdown">The same content with headings and lists marked up.</param>
public sealed record TailoredResume(string Text, string Markdown, IReadOnlyList<ResumeEdit> Applied, IReadOnlyList<ResumeEdit> Skipped);

/// <summary>Applies edits to the résumé's own lines; all other text stays unchanged. Pure and deterministic.</summary>
public static class ResumeWriter
{
    /// <summary>
    /// Applies <paramref name="edits"/> in order. If the lines that an edit replaces have moved (a client left out an earlier edit),
    /// the edit is applied at their new position. If the lines do not exist, the edit is skipped and reported.
    /// </summary>
    /// <param name="text">The text that the edits were planned for and that <paramref name="cv"/> was read from.</param>
    public static TailoredResume Write(string text, CvProfile cv, IEnumerable<ResumeEdit> edits)
    {
        var lines = ResumeText.Split(text).ToList();
        List<ResumeEdit> applied = [], skipped = [];
        foreach (var edit in edits) (TryApply(lines, edit) ? applied : skipped).Add(edit);
        var tailored = string.Join('\n', lines);
        return new TailoredResume(tailored, ResumeMarkdown.Write(tailored, cv), applied, skipped);
    }

    private static bool TryApply(List<string> lines, ResumeEdit edit)
    {
        string[] before = edit.Op == DiffOp.Add ? [] : edit.Before.Split('\n');
        string[] after = edit.Op == DiffOp.Remove ? [] : edit.After.Split('\n');
        var at = before.Length == 0 ? Math.Clamp(edit.Line, 0, lines.Count) : Locate(lines, before, edit.Line);
        if (at < 0) return false;
        lines.RemoveRange(at, before.Length);
        lines.InsertRange(at, after);
        return true;
    }

    // The matching position that is nearest to the planned line.
    private static int Locate(List<string> lines, string[] before, int planned)
    {
        planned = Math.Clamp(planned, 0, lines.Count);
        for (var distance = 0; distance <= lines.Count; distance++)
        {
            if (Stands(lines, before, planned + distance)) return planned + distance;
            if (Stands(lines, before, planned - distance)) return planned - distance;
        }
        return -1;
    }

    private static bool Stands(List<string> lines, string[] before, int at)
    {
        if (at < 0 || at + before.Length > lines.Count) return false;
        for (var i = 0; i < before.Length; i++)
            if (lines[at + i] != before[i]) return false;
        return true;
    }
}
