using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;

namespace AspireStreaming.Worker.Documents;

/// <summary>
/// Extracts the text of a Word document. OpenXml reads the package and its relations. The parts are read as a stream, because
/// OpenXml builds its element tree by recursion, and a deeply nested file would end the process.
/// </summary>
internal static class DocxText
{
    private const int MaxDepth = 512;

    public static string Read(Stream content, string name, CancellationToken cancel)
    {
        try
        {
            using var document = WordprocessingDocument.Open(content, isEditable: false);
            var main = document.MainDocumentPart ?? throw DocumentErrors.Corrupt(name);
            if (main.VbaProjectPart is not null || document.DocumentType is WordprocessingDocumentType.MacroEnabledDocument or WordprocessingDocumentType.MacroEnabledTemplate)
                throw DocumentErrors.Macros(name);
            var bullets = DocxBullets.Read(main, cancel);
            var headers = main.HeaderParts.Select(part => Story(part, bullets, cancel)).Distinct();
            var notes = ((IEnumerable<OpenXmlPart?>)[main.FootnotesPart, main.EndnotesPart]).OfType<OpenXmlPart>().Select(part => Story(part, bullets, cancel));
            var footers = main.FooterParts.Select(part => Story(part, bullets, cancel)).Distinct();
            return string.Join("\n\n", [.. headers, Story(main, bullets, cancel), .. notes, .. footers]);
        }
        catch (Exception e) when (e is XmlException or InvalidDataException or OpenXmlPackageException or FileFormatException or IOException or UriFormatException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw DocumentErrors.Corrupt(name, e);
        }
    }

    /// <summary>Reads a part node by node: no DTD, no entities, no external link, a limit on depth.</summary>
    public static IEnumerable<XmlReader> Nodes(OpenXmlPart part, CancellationToken cancel)
    {
        using var stream = part.GetStream(FileMode.Open, FileAccess.Read);
        using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false });
        while (reader.Read())
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.Depth > MaxDepth)
                throw new TooNestedException($"Elements are nested more than {MaxDepth} levels deep.");
            yield return reader;
        }
    }

    public static string? Value(XmlReader reader)
    {
        for (var i = 0; i < reader.AttributeCount; i++)
        {
            reader.MoveToAttribute(i);
            if (reader.LocalName != "val")
                continue;
            var value = reader.Value;
            reader.MoveToElement();
            return value;
        }
        reader.MoveToElement();
        return null;
    }

    private static string Story(OpenXmlPart part, DocxBullets bullets, CancellationToken cancel)
    {
        var story = new DocxStory(bullets);
        foreach (var node in Nodes(part, cancel))
            story.Take(node);
        return story.Text;
    }
}
