using System.IO.Compression;
using System.Text;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Damaged documents. Each becomes text within the limits, or is refused by a <see cref="DocumentException"/>.</summary>
/// <param name="documents">Whole documents, to be damaged.</param>
/// <param name="options">The limits of the text.</param>
/// <param name="read">What is tested: the extractor in this process (fast), or a reader with its processes (all of it).</param>
internal sealed class DocumentTarget(IReadOnlyList<byte[]> documents, DocumentOptions options, Func<UploadedFile, CancellationToken, Task<DocumentText>> read)
    : IFuzzTarget
{
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    private static readonly (string Name, string Text)[] DocxParts =
    [
        ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"),
        ("_rels/.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{Relations}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
        ("word/document.xml", $"<w:document xmlns:w=\"{Word}\"><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t xml:space=\"preserve\">John Doe </w:t><w:tab/><w:br/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Python</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"),
    ];

    private static readonly byte[][] Texts =
    [
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>CV</title></head><body><h1>John Doe</h1><ul><li>Python<li>C#</ul><table><tr><td>2019<td>Cook</table></body></html>"u8.ToArray(),
        "# John Doe\n\n- Python\n- **C#**\n\n| a | b |\n|---|---|\n| 1 | [x](https://example.com) |\n\n```\ncode\n```\n"u8.ToArray(),
        """{"basics":{"name":"John Doe","email":"j@example.com"},"work":[{"name":"Shop","position":"Cook","startDate":"2019-01"}],"skills":[{"name":"Python","keywords":["a"]}]}"""u8.ToArray(),
        "John Doe\nCook\n\nExperience\n2019 - today: Shop\n\nSkills: Python, C#\n"u8.ToArray(),
        [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("John Doe\nCook\n")],
        "{\\rtf1\\ansi\\ansicpg1252\\uc1{\\fonttbl{\\f0 Arial;}}\\pard John\\'e9 \\u8211 - Doe\\par{\\listtext\\'b7\\tab}Cook{\\v no}\\cell\\row{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt y}}{\\pict\\bin2 ab}\\par}"u8.ToArray(),
    ];

    private static readonly byte[] Pdf = Encoding.Latin1.GetBytes(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
        + "4 0 obj<</Length 44>>stream\nBT /F1 12 Tf 72 700 Td (John Doe, a cook) Tj ET\nendstream endobj\n"
        + "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

    private static readonly string[] Names = ["cv", "cv.txt", "cv.md", "cv.html", "cv.json", "cv.docx", "cv.odt", "cv.rtf", "cv.doc", "cv.pdf"];

    private readonly DocumentMutator _mutator = new(documents);

    public string Name => "documents";

    /// <summary>How many inputs were read, by format, and refused, by code.</summary>
    public SortedDictionary<string, int> Outcomes { get; } = new(StringComparer.Ordinal);

    /// <summary>A document of each format, read in this process. Few are PDFs: each of them starts a process.</summary>
    public static DocumentTarget OfAllFormats()
    {
        byte[] docx = Zip(DocxParts.Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Text))));
        return OfExtractor([.. Enumerable.Repeat<byte[][]>([.. Texts, docx, docx, docx, Office("cv.odt"), Office("cv.doc"), Office("cv.rtf")], 6).SelectMany(all => all), Pdf], new DocumentOptions());
    }

    /// <summary>The extractor in this process.</summary>
    public static DocumentTarget OfExtractor(IReadOnlyList<byte[]> documents, DocumentOptions options) =>
        new(documents, options, new TextExtractor(options).ReadAsync);

    public async Task TryAsync(HostileInput input, CancellationToken cancellationToken)
    {
        string name = input.Random.Next(8) == 0 ? input.Text() : Names[input.Random.Next(Names.Length)];
        var file = new UploadedFile(name, _mutator.Next(input.Random), input.Random.Next(8) == 0 ? input.Text() : null);
        string outcome;
        try
        {
            var document = await read(file, cancellationToken);
            if (document.Text.Length > options.MaxCharacters || document.Pages > options.MaxPages)
            {
                throw new InvalidDataException($"{document.Text.Length} characters, {document.Pages} pages");
            }

            if (document.Text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
            {
                throw new InvalidDataException("The text has control characters.");
            }

            outcome = document.Kind;
        }
        catch (DocumentException refused) when (refused.Code != "reader_failed")
        {
            outcome = refused.Code;
        }

        Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>A document of LibreOffice.</summary>
    private static byte[] Office(string name)
    {
        using var file = typeof(DocumentTarget).Assembly.GetManifestResourceStream($"office/{name}")!;
        byte[] content = new byte[file.Length];
        file.ReadExactly(content);
        return content;
    }

    private static byte[] Zip(IEnumerable<(string Name, byte[] Content)> parts)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            foreach (var (name, content) in parts)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(content);
            }
        }

        return file.ToArray();
    }
}
