using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace AspireStreaming.Worker.Documents;

/// <summary>The visible text of a page. Nothing is run or loaded. The tree is walked without recursion, so any depth is safe.</summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
        { "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video", "select", "button", "nav", "dialog", "input", "textarea" };

    private static readonly HashSet<string> Inline = new(StringComparer.OrdinalIgnoreCase)
        { "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "br", "td", "th" };

    private static readonly HashSet<string> Apart = new(StringComparer.OrdinalIgnoreCase)
        { "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "section", "article", "header", "footer", "main", "aside", "hr", "blockquote", "pre" };

    /// <param name="showLinks">Whether the text contains the addresses of links, as in a hand-written document.</param>
    public static async Task<string> ReadAsync(string html, bool showLinks, CancellationToken cancel)
    {
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = false });
        var document = await parser.ParseDocumentAsync(html, cancel);
        var text = new StringBuilder();
        INode? node = document.Body;
        while (node is not null)
        {
            cancel.ThrowIfCancellationRequested();
            if (Enter(node, text) && node.FirstChild is { } child)
            {
                node = child;
                continue;
            }
            Leave(node, text, showLinks);
            while (node is not null && node.NextSibling is null)
            {
                node = node == document.Body ? null : node.Parent;
                if (node is not null)
                    Leave(node, text, showLinks);
            }
            node = node == document.Body ? null : node?.NextSibling;
        }
        return text.ToString();
    }

    private static bool Enter(INode node, StringBuilder text)
    {
        if (node is IText words)
        {
            AppendText(text, words);
            return false;
        }
        if (node is not IElement element || Dropped.Contains(element.LocalName) || IsHidden(element))
            return false;
        if (element.LocalName == "br")
            text.Append('\n');
        else if (element.LocalName == "li")
            NewLine(text).Append("• ");
        else if (element.LocalName is "td" or "th")
            Separate(text);
        else if (Apart.Contains(element.LocalName) && !StartsItem(text))
            NewLine(text).Append('\n');
        else if (!Inline.Contains(element.LocalName))
            NewLine(text);
        else if (element.PreviousSibling is IElement { FirstChild: not IText { Length: 1 } } && text.Length > 0 && char.IsLetterOrDigit(text[^1]))
            text.Append(' '); // The style sheet separates two adjacent elements: <b>Engineer</b><span class="date">2020</span>
        return true;
    }

    private static void Leave(INode node, StringBuilder text, bool showLinks)
    {
        if (node is not IElement element || Dropped.Contains(element.LocalName) || IsHidden(element))
            return;
        if (element.LocalName == "li" && StartsItem(text))
            text.Length -= 2;
        if (element.LocalName == "a" && Address(element, showLinks) is { Length: > 0 } address && !Tail(text, address.Length + 200).Contains(address, StringComparison.OrdinalIgnoreCase))
            text.Append(" (").Append(address).Append(')');
        else if (!Inline.Contains(element.LocalName))
            NewLine(text);
        if (Apart.Contains(element.LocalName))
            text.Append('\n');
    }

    private static void AppendText(StringBuilder text, IText words)
    {
        var preformatted = words.ParentElement is { } parent && (parent.LocalName == "pre" || parent.ParentElement?.LocalName == "pre");
        foreach (var c in words.Data)
        {
            if (preformatted || c is not (' ' or '\n' or '\r' or '\t' or '\f'))
                text.Append(c);
            else if (text.Length > 0 && text[^1] is not (' ' or '\n' or '\t'))
                text.Append(' ');
        }
    }

    // White space next to a block has no width.
    private static StringBuilder NewLine(StringBuilder text)
    {
        if (StartsItem(text))
            return text;
        while (text.Length > 0 && text[^1] is ' ' or '\t')
            text.Length--;
        return text.Length == 0 || text[^1] == '\n' ? text : text.Append('\n');
    }

    private static void Separate(StringBuilder text)
    {
        if (text.Length > 0 && text[^1] is not '\n')
            text.Append('\t');
    }

    // A paragraph inside a list item continues after the bullet.
    private static bool StartsItem(StringBuilder text) => text.Length >= 2 && text[^1] == ' ' && text[^2] == '•' && (text.Length == 2 || text[^3] == '\n');

    private static string? Address(IElement link, bool showLinks)
    {
        var target = link.GetAttribute("href")?.Trim() ?? "";
        if (target.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            return Uri.UnescapeDataString(target[7..].Split('?')[0]);
        if (target.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            return null;
        return showLinks && target.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? target : null;
    }

    private static string Tail(StringBuilder text, int length) => text.ToString(Math.Max(0, text.Length - length), Math.Min(length, text.Length));

    private static bool IsHidden(IElement element)
    {
        if (element.HasAttribute("hidden") || element.GetAttribute("aria-hidden") == "true")
            return true;
        var style = element.GetAttribute("style")?.Replace(" ", "", StringComparison.Ordinal);
        return style is not null && (style.Contains("display:none", StringComparison.OrdinalIgnoreCase) || style.Contains("visibility:hidden", StringComparison.OrdinalIgnoreCase)
            || style.Contains("font-size:0;", StringComparison.OrdinalIgnoreCase) || style.EndsWith("font-size:0", StringComparison.OrdinalIgnoreCase) || style.EndsWith("opacity:0", StringComparison.OrdinalIgnoreCase));
    }
}
