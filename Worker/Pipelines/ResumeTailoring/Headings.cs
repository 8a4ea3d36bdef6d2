namespace AspireStreaming.Worker.Pipelines.ResumeTailoring;

internal static class Headings
{
    /// <summary><paramref name="text"/> in the style of a heading of the résumé: <c>## EXPERIENCE:</c> gives <c>## SKILLS:</c>.</summary>
    public static string Like(string model, string text)
    {
        var start = 0;
        while (start < model.Length && !char.IsLetterOrDigit(model[start])) start++;
        var end = model.Length;
        while (end > start && !char.IsLetterOrDigit(model[end - 1])) end--;
        var words = model[start..end];
        if (words.Length > 0 && !words.Any(char.IsLower)) text = text.ToUpperInvariant();
        return model[..start] + text + model[end..];
    }
}
