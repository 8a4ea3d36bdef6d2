using System.Text;
using System.Xml;
using AspireStreaming.Edge;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace AspireStreaming.Api.Export;

/// <summary>A text as a Word document: headings, paragraphs, lists, bold and italic text.</summary>
internal static class WordDocument
{
    private static readonly MarkdownPipeline Dialect = new MarkdownPipelineBuilder().UseSoftlineBreakAsHardlineBreak().Build();

    /// <exception cref="BadFieldException">Blocks of the Markdown are nested without end.</exception>
    public static byte[] Write(string text, bool isMarkdown, Paper paper)
    {
        text = WrappedLines.Join(text);
        using var file = new MemoryStream();
        using (var document = WordprocessingDocument.Create(file, WordprocessingDocumentType.Document))
        {
            var body = new Body();
            body.Append(isMarkdown ? OfMarkdown(text) : OfText(text));
            body.Append(WordStyles.MakePage(paper));
            var main = document.AddMainDocumentPart();
            main.AddNewPart<StyleDefinitionsPart>().Styles = WordStyles.Make();
            main.AddNewPart<NumberingDefinitionsPart>().Numbering = WordStyles.MakeNumbering();
            main.Document = new Document(body);
        }

        return file.ToArray();
    }

    /// <summary>An empty line ends a paragraph.</summary>
    private static IEnumerable<Paragraph> OfText(string text)
    {
        var lines = new List<string>();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            if (line.Trim().Length > 0)
            {
                lines.Add(line);
            }
            else if (lines.Count > 0)
            {
                yield return new Paragraph(lines.SelectMany((part, i) => i == 0 ? new[] { RunOf(part) } : [new Run(new Break()), RunOf(part)]));
                lines.Clear();
            }
        }
    }

    private static IEnumerable<Paragraph> OfMarkdown(string markdown)
    {
        try
        {
            return OfBlocks(Markdown.Parse(markdown, Dialect), null, 0);
        }
        catch (ArgumentException tooDeep)
        {
            throw new BadFieldException("text", "must not nest lists and quotes without end", tooDeep);
        }
    }

    /// <param name="blocks">Of a document, a quote or an item of a list.</param>
    /// <param name="style">Of their paragraphs; null for the usual one.</param>
    /// <param name="level">Lists around them.</param>
    private static IEnumerable<Paragraph> OfBlocks(IEnumerable<Block> blocks, string? style, int level)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case HeadingBlock heading:
                    yield return Styled(WordStyles.Heading(heading.Level), 0, OfInlines(heading.Inline, false, false));
                    break;
                case ListBlock list:
                    foreach (var paragraph in list.SelectMany(item => OfBlocks((ListItemBlock)item, list.IsOrdered ? WordStyles.Number : WordStyles.Bullet, level + 1)))
                    {
                        yield return paragraph;
                    }

                    break;
                case ContainerBlock container:
                    foreach (var paragraph in OfBlocks(container, style, level))
                    {
                        yield return paragraph;
                    }

                    break;
                case LeafBlock { Inline: { } inline }:
                    yield return Styled(style, level, OfInlines(inline, false, false));
                    break;
                case LeafBlock { Lines.Count: > 0 } code:
                    foreach (var paragraph in OfText(code.Lines.ToString()))
                    {
                        yield return paragraph;
                    }

                    break;
            }
        }
    }

    private static Paragraph Styled(string? style, int level, IEnumerable<Run> runs)
    {
        var paragraph = new Paragraph(runs);
        if (style is not null)
        {
            paragraph.PrependChild(new ParagraphProperties(new ParagraphStyleId { Val = style }));
            if (level > 1)
            {
                paragraph.ParagraphProperties!.Append(new Indentation { Left = $"{360 * level}" });
            }
        }

        return paragraph;
    }

    private static IEnumerable<Run> OfInlines(ContainerInline? inlines, bool bold, bool italic)
    {
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
        {
            switch (inline)
            {
                case EmphasisInline emphasis:
                    foreach (var run in OfInlines(emphasis, bold || emphasis.DelimiterCount > 1, italic || emphasis.DelimiterCount == 1))
                    {
                        yield return run;
                    }

                    break;
                case ContainerInline container:
                    foreach (var run in OfInlines(container, bold, italic))
                    {
                        yield return run;
                    }

                    break;
                case LineBreakInline:
                    yield return new Run(new Break());
                    break;
                case CodeInline code:
                    yield return RunOf(code.Content, bold, italic);
                    break;
                case AutolinkInline link:
                    yield return RunOf(link.Url, bold, italic);
                    break;
                case HtmlEntityInline entity:
                    yield return RunOf(entity.Transcoded.ToString(), bold, italic);
                    break;
                case LiteralInline literal:
                    yield return RunOf(literal.Content.ToString(), bold, italic);
                    break;
            }
        }
    }

    private static Run RunOf(string text, bool bold = false, bool italic = false)
    {
        var properties = new RunProperties();
        if (bold)
        {
            properties.Append(new Bold());
        }

        if (italic)
        {
            properties.Append(new Italic());
        }

        var run = new Run(new Text(Printable(text)) { Space = SpaceProcessingModeValues.Preserve });
        if (properties.HasChildren)
        {
            run.PrependChild(properties);
        }

        return run;
    }

    /// <summary>XML has no place for control characters and halves of surrogate pairs.</summary>
    private static string Printable(string text)
    {
        var kept = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                kept.Append(text[i]).Append(text[++i]);
            }
            else if (XmlConvert.IsXmlChar(text[i]))
            {
                kept.Append(text[i]);
            }
        }

        return kept.ToString();
    }
}
