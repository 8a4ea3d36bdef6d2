using Markdig;

namespace AspireStreaming.Worker.Documents;

/// <summary>Reads Markdown as HTML, so that both formats keep the same structure and hide the same content.</summary>
internal static class MarkdownText
{
    // A line break in the source of a CV stays a line break.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseYamlFrontMatter().UseSoftlineBreakAsHardlineBreak().Build();

    /// <exception cref="TooNestedException">Lists or quotes are nested without end.</exception>
    public static Task<string> ReadAsync(string markdown, CancellationToken cancel)
    {
        try
        {
            return HtmlText.ReadAsync(Markdown.ToHtml(markdown, Pipeline), showLinks: true, cancel);
        }
        catch (ArgumentException tooDeep)
        {
            throw new TooNestedException("Blocks are nested too deeply.", tooDeep);
        }
    }
}
