using System.IO.Compression;
using System.Text;
using System.Xml;

namespace AspireStreaming.Worker.Documents;

/// <summary>Extracts the text of an OpenDocument text: paragraphs, lists, tables and text boxes, in their order. Read as a stream, with a limit on depth.</summary>
internal static class OdtText
{
    private const int MaxDepth = 512;
    private const int MostSpaces = 200;

    // Deleted text, comments, and what is no text of the document.
    private static readonly HashSet<string> Dropped = ["tracked-changes", "annotation", "forms", "scripts", "font-face-decls", "automatic-styles", "object", "plugin", "sequence-decls"];

    public static bool Is(ZipArchive archive)
    {
        if (archive.GetEntry("mimetype") is not { Length: > 0 and < 200 } entry || archive.GetEntry("content.xml") is null)
            return false;
        using var reader = new StreamReader(entry.Open(), Encoding.ASCII);
        return reader.ReadToEnd().Trim() is "application/vnd.oasis.opendocument.text" or "application/vnd.oasis.opendocument.text-template";
    }

    /// <exception cref="DocumentException">The file is encrypted or damaged.</exception>
    public static string Read(ZipArchive archive, string name, CancellationToken cancel)
    {
        if (IsEncrypted(archive))
            throw DocumentErrors.Encrypted(name);
        try
        {
            using var stream = archive.GetEntry("content.xml")!.Open();
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CheckCharacters = false });
            return Read(reader, cancel);
        }
        catch (XmlException e)
        {
            throw DocumentErrors.Corrupt(name, e);
        }
    }

    private static string Read(XmlReader reader, CancellationToken cancel)
    {
        var text = new StringBuilder();
        int paragraphs = 0, items = 0, rows = 0;
        int skipBelow = int.MaxValue;
        bool begins = false;
        while (reader.Read())
        {
            cancel.ThrowIfCancellationRequested();
            if (reader.Depth > MaxDepth)
                throw new TooNestedException($"Elements are nested more than {MaxDepth} levels deep.");
            if (reader.Depth > skipBelow)
                continue;
            skipBelow = int.MaxValue;
            if (reader.NodeType == XmlNodeType.Element)
            {
                bool empty = reader.IsEmptyElement;
                switch (reader.LocalName)
                {
                    case var name when Dropped.Contains(name):
                        skipBelow = empty ? int.MaxValue : reader.Depth;
                        break;
                    case "p" or "h" when !empty:
                        // A text box holds paragraphs within a paragraph.
                        if (paragraphs++ > 0)
                            text.Append('\n');
                        text.Append(begins ? "• " : "");
                        begins = false;
                        break;
                    case "p" or "h" when rows == 0:
                        text.Append('\n');
                        break;
                    case "list-item" when !empty:
                        items++;
                        begins = true;
                        break;
                    case "table-row" when !empty:
                        rows++;
                        break;
                    case "tab":
                        text.Append('\t');
                        break;
                    case "line-break":
                        text.Append('\n');
                        break;
                    case "s":
                        text.Append(' ', int.TryParse(reader.GetAttribute("text:c"), out int count) ? Math.Clamp(count, 1, MostSpaces) : 1);
                        break;
                }
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                switch (reader.LocalName)
                {
                    case "p" or "h":
                        paragraphs--;
                        text.Append(rows > 0 && items == 0 ? ' ' : '\n');
                        break;
                    case "list-item":
                        items--;
                        begins = false;
                        break;
                    case "table-cell":
                        text.Append('\t');
                        break;
                    case "table-row":
                        rows--;
                        text.Append('\n');
                        break;
                }
            }
            else if (paragraphs > 0 && reader.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace)
            {
                text.Append(reader.Value.ReplaceLineEndings(" "));
            }
        }

        return text.ToString();
    }

    private static bool IsEncrypted(ZipArchive archive)
    {
        if (archive.GetEntry("META-INF/manifest.xml") is not { } manifest)
            return false;
        using var reader = new StreamReader(manifest.Open());
        return reader.ReadToEnd().Contains("encryption-data", StringComparison.Ordinal);
    }
}
