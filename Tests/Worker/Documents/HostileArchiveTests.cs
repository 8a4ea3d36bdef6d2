using System.Buffers.Binary;
using System.Text;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>Word documents that attack their reader.</summary>
public class HostileArchiveTests
{
    private static byte[] Jane() => new DocxBuilder().Lists().Body(DocxBuilder.P("Jane Doe")).Build();

    [Fact]
    public async Task ABombOfManyPartsThatShareTheirBytesIsNotOpened()
    {
        var bomb = Overlap(new DocxBuilder().Part("styles", new string('a', 1 << 20)).Build(), "word/styles.xml", 3_000);

        Assert.True(bomb.Length < 500_000);
        Assert.Equal("zip_bomb", (await Read.Refused(bomb)).Code);
    }

    [Fact]
    public async Task ABombInsideADocumentStaysPacked()
    {
        var bomb = DocxBuilder.Zip(("zeros", new byte[90 << 20]));

        Assert.Equal("Jane Doe", (await Read.Bytes(DocxBuilder.Add(Jane(), "word/embeddings/bomb.zip", bomb))).Text);
    }

    [Fact]
    public async Task AnArchiveOfDocumentsIsNotOpened() =>
        Assert.Equal("unsupported_type", (await Read.Refused(DocxBuilder.Zip(("cv.docx", Jane()), ("cv.zip", DocxBuilder.Zip(("cv.docx", Jane())))))).Code);

    [Theory]
    [InlineData("../../../../../../../../tmp/{0}")]
    [InlineData("/tmp/{0}")]
    [InlineData(@"..\..\..\{0}")]
    [InlineData(@"C:\{0}")]
    public async Task APathInAnArchiveWritesNothing(string path)
    {
        var name = $"written-{Guid.NewGuid():N}";

        await Read.Bytes(DocxBuilder.Add(Jane(), path.Replace("{0}", name), "text"u8.ToArray()));

        Assert.False(File.Exists($"/tmp/{name}") || File.Exists($"/{name}"));
    }

    [Fact]
    public async Task TwoPartsOfOneNameAreRefused() =>
        Assert.Equal("corrupt", (await Read.Refused(DocxBuilder.Add(Jane(), "word/document.xml", "<a/>"u8.ToArray()))).Code);

    [Fact]
    public async Task ADocumentOfAMacroTypeIsRefused()
    {
        var docm = DocxBuilder.Change(Jane(), "[Content_Types].xml", types => types.Replace(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml"));

        Assert.Equal("macros", (await Read.Refused(docm, "cv.docm")).Code);
    }

    [Fact]
    public async Task AMacroUnderAnotherNameIsFound()
    {
        var docx = DocxBuilder.Add(Jane(), "word/picture.bin", "macro"u8.ToArray());
        docx = DocxBuilder.Change(docx, "[Content_Types].xml", types => types.Replace("</Types>", "<Override PartName=\"/word/picture.bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/></Types>"));
        docx = DocxBuilder.Change(docx, "word/_rels/document.xml.rels", relations => relations.Replace(
            "</Relationships>", "<Relationship Id=\"m\" Type=\"http://schemas.microsoft.com/office/2006/relationships/vbaProject\" Target=\"picture.bin\"/></Relationships>"));

        Assert.Equal("macros", (await Read.Refused(docx, "cv.docx")).Code);
    }

    [Theory]
    [InlineData("[Content_Types].xml")]
    [InlineData("_rels/.rels")]
    [InlineData("word/_rels/document.xml.rels")]
    [InlineData("word/document.xml")]
    [InlineData("word/numbering.xml")]
    public async Task AnExternalEntityIsNotFetchedInAnyPart(string part)
    {
        await using var address = new UnwantedCalls();
        var docx = DocxBuilder.Change(Jane(), part, xml => $"""<!DOCTYPE a SYSTEM "{address.Url}/a.dtd" [<!ENTITY % p SYSTEM "{address.Url}/p"> %p; <!ENTITY b SYSTEM "{address.Url}/b">]>{xml.Replace("Jane", "&b;")}""");

        Assert.Equal("corrupt", (await Assert.ThrowsAsync<DocumentException>(() => Read.InThisProcess(docx))).Code);
        Assert.Equal(0, address.Calls);
    }

    [Fact]
    public async Task AnExternalTemplateIsNotFetched()
    {
        await using var address = new UnwantedCalls();
        var docx = DocxBuilder.Change(Jane(), "word/_rels/document.xml.rels", relations => relations.Replace("</Relationships>", $"""
            <Relationship Id="t" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" TargetMode="External" Target="{address.Url}/t.dotm"/>
            <Relationship Id="h" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" TargetMode="External" Target="{address.Url}/h.xml"/></Relationships>
            """));

        await Read.InThisProcess(docx);
        Assert.Equal(0, address.Calls);
    }

    [Fact]
    public async Task EntitiesThatGrowAreRefused()
    {
        var levels = string.Concat(Enumerable.Range(1, 30).Select(i => $"<!ENTITY a{i} \"&a{i - 1};&a{i - 1};\">"));
        var docx = DocxBuilder.Change(Jane(), "word/document.xml", xml => $"<!DOCTYPE a [<!ENTITY a0 \"Jane\">{levels}]>{xml.Replace("Jane", "&a30;")}");

        Assert.Equal("corrupt", (await Assert.ThrowsAsync<DocumentException>(() => Read.InThisProcess(docx))).Code);
    }

    /// <summary>Repeats the entry in the directory under other names, so that all of them unpack the same bytes.</summary>
    private static byte[] Overlap(byte[] zip, string name, int times)
    {
        const int endRecord = 22, fixedPart = 46;
        var end = zip.Length - endRecord;
        var directory = BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(end + 16));
        var at = directory + zip.AsSpan(directory, end - directory).IndexOf(Encoding.ASCII.GetBytes(name)) - fixedPart;
        var record = zip[at..(at + fixedPart + name.Length)];
        using var file = new MemoryStream();
        file.Write(zip.AsSpan(0, end));
        for (var i = 0; i < times; i++)
            file.Write([.. record[..fixedPart], .. Encoding.ASCII.GetBytes($"{i:D4}".PadLeft(name.Length, 'x'))]);
        var last = zip[end..];
        var entries = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(last.AsSpan(8)) + times);
        BinaryPrimitives.WriteUInt16LittleEndian(last.AsSpan(8), entries);
        BinaryPrimitives.WriteUInt16LittleEndian(last.AsSpan(10), entries);
        BinaryPrimitives.WriteInt32LittleEndian(last.AsSpan(12), (int)file.Length - directory);
        file.Write(last);
        return file.ToArray();
    }
}
