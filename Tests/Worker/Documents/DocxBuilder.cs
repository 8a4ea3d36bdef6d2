using System.IO.Compression;
using System.Text;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>Writes Word documents part by part, so that a test can write documents that Word does not write.</summary>
internal sealed class DocxBuilder
{
    private const string Namespaces = """xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" """;
    private const string Types = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    private const string Relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    private readonly Dictionary<string, string> _parts = [];
    private readonly StringBuilder _body = new();

    public static string P(string text, string properties = "") => $"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>";

    public static string Table(params string[][] rows) =>
        $"<w:tbl>{string.Concat(rows.Select(row => $"<w:tr>{string.Concat(row.Select(cell => $"<w:tc>{cell}</w:tc>"))}</w:tr>"))}</w:tbl>";

    public DocxBuilder Body(string xml)
    {
        _body.Append(xml);
        return this;
    }

    public DocxBuilder Part(string name, string xml)
    {
        _parts[name] = xml;
        return this;
    }

    public DocxBuilder Header(string xml) => Part("header1", $"<w:hdr {Namespaces}>{xml}</w:hdr>");

    public DocxBuilder Footer(string xml) => Part("footer1", $"<w:ftr {Namespaces}>{xml}</w:ftr>");

    /// <summary>List 1 has bullets, list 2 has numbers.</summary>
    public DocxBuilder Lists() => Part("numbering", $"""
        <w:numbering {Namespaces}><w:abstractNum w:abstractNumId="8"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
        <w:abstractNum w:abstractNumId="9"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="8"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="9"/></w:num></w:numbering>
        """);

    public byte[] Build() => Build($"<w:document {Namespaces}><w:body>{_body}</w:body></w:document>");

    public byte[] Build(string document)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            Write(zip, "[Content_Types].xml", $"""
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Override PartName="/word/document.xml" ContentType="{Types}.document.main+xml"/>{string.Concat(_parts.Keys.Select(name => $"<Override PartName=\"/word/{name}.xml\" ContentType=\"{Types}.{name.TrimEnd('1')}+xml\"/>"))}</Types>
                """);
            Write(zip, "_rels/.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{Relation}/officeDocument" Target="word/document.xml"/></Relationships>""");
            Write(zip, "word/_rels/document.xml.rels", $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{string.Concat(_parts.Keys.Select((name, i) => $"<Relationship Id=\"p{i}\" Type=\"{Relation}/{name.TrimEnd('1')}\" Target=\"{name}.xml\"/>"))}</Relationships>""");
            Write(zip, "word/document.xml", document);
            foreach (var (name, xml) in _parts)
                Write(zip, $"word/{name}.xml", xml);
        }
        return file.ToArray();
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] entries)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in entries)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(content);
            }
        }
        return file.ToArray();
    }

    /// <summary>The same archive with one part changed.</summary>
    public static byte[] Change(byte[] zip, string name, Func<string, string> change)
    {
        using var source = new ZipArchive(new MemoryStream(zip));
        return Zip([.. source.Entries.Select(entry =>
        {
            using var bytes = new MemoryStream();
            using (var part = entry.Open())
                part.CopyTo(bytes);
            return (entry.FullName, entry.FullName == name ? Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(bytes.ToArray()))) : bytes.ToArray());
        })]);
    }

    /// <summary>The same archive with one more part; its name may be one that exists.</summary>
    public static byte[] Add(byte[] zip, string name, byte[] content)
    {
        var file = new MemoryStream();
        file.Write(zip);
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update))
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(content);
        }
        return file.ToArray();
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var stream = zip.CreateEntry(name).Open();
        stream.Write(Encoding.UTF8.GetBytes(text.Trim()));
    }
}
