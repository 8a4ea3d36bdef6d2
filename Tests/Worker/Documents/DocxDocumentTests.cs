using System.Text;
using AspireStreaming.Worker.Documents;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace AspireStreaming.Tests.Worker.Documents;

public class DocxDocumentTests
{
    [Fact]
    public async Task HeaderBodyTablesListsAndFooterComeInOrder()
    {
        var docx = new DocxBuilder().Lists()
            .Header(DocxBuilder.P("Élodie Lefèvre")).Footer(DocxBuilder.P("elodie@exemple.fr"))
            .Body(DocxBuilder.P("Compétences", "<w:pStyle w:val=\"Titre1\"/>"))
            .Body(DocxBuilder.P("C#", "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>"))
            .Body(DocxBuilder.P("Expérience", "<w:numPr><w:numId w:val=\"2\"/></w:numPr>"))
            .Body(DocxBuilder.Table([DocxBuilder.P("2020"), DocxBuilder.P("Développeuse")], [DocxBuilder.P("2018"), DocxBuilder.P("Stagiaire")]))
            .Build();

        var document = await Read.Bytes(docx);

        Assert.Equal(DocumentKind.Docx, document.Kind);
        Assert.Equal("Élodie Lefèvre\n\nCompétences\n• C#\nExpérience\n2020\tDéveloppeuse\n2018\tStagiaire\n\nelodie@exemple.fr", document.Text);
    }

    [Fact]
    public async Task ATableThatOnlyPlacesColumnsIsReadCellByCell()
    {
        var docx = new DocxBuilder().Body(DocxBuilder.Table(
            [DocxBuilder.P("CONTACT") + DocxBuilder.P("jane@example.org"), DocxBuilder.P("EXPERIENCE") + DocxBuilder.Table([DocxBuilder.P("2020"), DocxBuilder.P("Engineer")]) + DocxBuilder.P("")])).Build();

        Assert.Equal("CONTACT\njane@example.org\n\nEXPERIENCE\n2020\tEngineer", (await Read.Bytes(docx)).Text);
    }

    [Fact]
    public async Task TextBoxesAreReadOnce()
    {
        const string box = "<w:txbxContent><w:p><w:r><w:t>In the box</w:t></w:r></w:p></w:txbxContent>";
        var docx = new DocxBuilder().Body($"<w:p><w:r><w:t>Before</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>{DocxBuilder.P("After")}").Build();

        Assert.Equal("Before\nIn the box\nAfter", (await Read.Bytes(docx)).Text);
    }

    [Fact]
    public async Task DeletedHiddenAndFieldTextIsNotRead()
    {
        var docx = new DocxBuilder().Body("""
            <w:p><w:r><w:t>Shown</w:t><w:tab/><w:t>2020</w:t></w:r><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>
            <w:r><w:instrText>HYPERLINK secret</w:instrText></w:r><w:r><w:br/><w:t>Next</w:t></w:r></w:p>
            """).Build();

        Assert.Equal("Shown\t2020\nNext", (await Read.Bytes(docx)).Text);
    }

    [Fact]
    public async Task ADocumentWrittenByOpenXmlIsRead()
    {
        using var file = new MemoryStream();
        using (var written = WordprocessingDocument.Create(file, DocumentFormat.OpenXml.WordprocessingDocumentType.Document))
            written.AddMainDocumentPart().Document = new Document(new Body(new Paragraph(new Run(new Text("Jane Doe"))), new Paragraph(new Run(new Text("Engineer")))));

        Assert.Equal("Jane Doe\nEngineer", (await Read.Bytes(file.ToArray(), "cv.pdf")).Text);
    }

    [Fact]
    public async Task AZipBombByDeclaredSizeIsNotOpened()
    {
        var docx = new DocxBuilder().Part("styles", new string('a', 90 << 20)).Build();

        Assert.True(docx.Length < 200_000);
        Assert.Equal("zip_bomb", (await Read.Refused(docx)).Code);
    }

    [Fact]
    public async Task AZipBombByRatioIsNotOpened() =>
        Assert.Equal("zip_bomb", (await Read.Refused(new DocxBuilder().Part("styles", new string('a', 8 << 20)).Build())).Code);

    [Fact]
    public async Task AZipBombWithAFalseSizeStaysSmall()
    {
        var docx = new DocxBuilder().Body(DocxBuilder.P(new string('a', 30 << 20))).Build();
        // The size is 4 bytes in the local header and in the directory.
        var size = BitConverter.GetBytes((int)EntrySize(docx, "word/document.xml"));
        for (var at = docx.AsSpan().IndexOf(size); at >= 0; at = docx.AsSpan().IndexOf(size))
            BitConverter.GetBytes(1000).CopyTo(docx, at);

        Assert.Equal("corrupt", (await Read.Refused(docx)).Code);
    }

    [Fact]
    public async Task EntitiesAreRefused() => Assert.Equal("corrupt", (await Read.Refused(new DocxBuilder().Build("""
        <!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
        <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Hello &b;</w:t></w:r></w:p></w:body></w:document>
        """))).Code);

    [Fact]
    public async Task EndlessNestingIsRefused()
    {
        const int depth = 200_000;
        var body = new StringBuilder();
        for (var i = 0; i < depth; i++)
            body.Append("<w:p>");
        for (var i = 0; i < depth; i++)
            body.Append("</w:p>");

        Assert.Equal("too_nested", (await Read.Refused(new DocxBuilder().Body(body.ToString()).Build(), "cv", options => options.MaxUnpackRatio = 1000)).Code);
    }

    [Fact]
    public async Task HalfADocumentIsTruncated()
    {
        var docx = Read.Sample("jane-smith.docx");

        Assert.Equal("truncated", (await Read.Refused(docx[..(docx.Length / 2)])).Code);
    }

    [Fact]
    public async Task BrokenXmlIsCorrupt() =>
        Assert.Equal("corrupt", (await Read.Refused(new DocxBuilder().Build("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"))).Code);

    private static long EntrySize(byte[] zip, string name)
    {
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(zip));
        return archive.GetEntry(name)!.Length;
    }
}
