using DocumentFormat.OpenXml.Packaging;

namespace AspireStreaming.Worker.Documents;

/// <summary>Finds the lists of a Word document that have bullets. A paragraph names a list, or a style that names a list.</summary>
internal sealed class DocxBullets
{
    private readonly HashSet<string> _lists = [];
    private readonly Dictionary<string, string> _styles = [];

    public bool Has(string? list, string? style) =>
        list is not null ? _lists.Contains(list) : style is not null && _styles.TryGetValue(style, out var styled) && _lists.Contains(styled);

    public static DocxBullets Read(MainDocumentPart main, CancellationToken cancel)
    {
        var bullets = new DocxBullets();
        if (main.NumberingDefinitionsPart is { } numbering)
            bullets.ReadLists(numbering, cancel);
        if (main.StyleDefinitionsPart is { } styles)
            bullets.ReadStyles(styles, cancel);
        return bullets;
    }

    // <w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/>…   <w:num w:numId="1"><w:abstractNumId w:val="8"/>
    private void ReadLists(OpenXmlPart part, CancellationToken cancel)
    {
        var bulleted = new HashSet<string?>();
        string? definition = null, list = null;
        var topLevel = false;
        foreach (var node in DocxText.Nodes(part, cancel))
        {
            if (node.NodeType is not System.Xml.XmlNodeType.Element)
                continue;
            switch (node.LocalName)
            {
                case "abstractNum":
                    (definition, topLevel) = (Attribute(node, "abstractNumId"), true);
                    break;
                case "numFmt" when topLevel:
                    topLevel = false;
                    if (DocxText.Value(node) == "bullet")
                        bulleted.Add(definition);
                    break;
                case "num":
                    list = Attribute(node, "numId");
                    break;
                case "abstractNumId" when list is not null && bulleted.Contains(DocxText.Value(node)):
                    _lists.Add(list);
                    break;
            }
        }
    }

    private void ReadStyles(OpenXmlPart part, CancellationToken cancel)
    {
        string? style = null;
        foreach (var node in DocxText.Nodes(part, cancel))
        {
            if (node.NodeType is not System.Xml.XmlNodeType.Element)
                continue;
            if (node.LocalName == "style")
                style = Attribute(node, "styleId");
            else if (node.LocalName == "numId" && style is not null && DocxText.Value(node) is { } list)
                _styles[style] = list;
        }
    }

    private static string? Attribute(System.Xml.XmlReader node, string name) =>
        node.GetAttribute(name, "http://schemas.openxmlformats.org/wordprocessingml/2006/main") ?? node.GetAttribute(name, "http://purl.oclc.org/ooxml/wordprocessingml/main");
}
