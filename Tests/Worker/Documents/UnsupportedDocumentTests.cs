using System.Text;

namespace AspireStreaming.Tests.Worker.Documents;

public class UnsupportedDocumentTests
{
    private static readonly byte[] Ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    public static TheoryData<string, byte[]> Files() => new()
    {
        { "cv.ods", DocxBuilder.Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"u8.ToArray()), ("content.xml", "<a/>"u8.ToArray())) },
        { "cv.xlsx", DocxBuilder.Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), ("xl/workbook.xml", "<a/>"u8.ToArray())) },
        { "cv.gif", [.. "GIF89a"u8, .. new byte[100]] },
        { "cv.txt", Rubbish() },
        { "cv.md", [.. "Jane Doe"u8, 0, 0, 1, 2] },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task AnUnsupportedFormatIsRefusedWithTheSupportedFormats(string name, byte[] content)
    {
        var refused = await Read.Refused(content, name);

        Assert.Equal("unsupported_type", refused.Code);
        Assert.Contains(name, refused.Message);
        Assert.Contains("PDF, DOCX", refused.Message);
        Assert.Contains("PDF, DOCX", refused.FrenchMessage);
    }

    [Fact]
    public async Task AContainerWithoutADirectoryIsCorrupt() =>
        Assert.Equal("corrupt", (await Read.Refused([.. Ole, .. new byte[600], .. Encoding.Unicode.GetBytes("WordDocument")], "cv.doc")).Code);

    [Fact]
    public async Task AnEncryptedOfficeFileIsReportedAsEncrypted() =>
        Assert.Equal("encrypted", (await Read.Refused([.. Ole, .. new byte[600], .. Encoding.Unicode.GetBytes("EncryptedPackage")], "cv.docx")).Code);

    [Fact]
    public async Task AFileWithoutBytesIsEmpty() => Assert.Equal("empty_file", (await Read.Refused([])).Code);

    [Theory]
    [InlineData(" \n\t \n")]
    [InlineData("<html><body><img src='scan.png'></body></html>")]
    [InlineData("• - •")]
    public async Task AFileWithoutWordsHasNoText(string content) =>
        Assert.Equal("no_text", (await Read.Refused(Encoding.UTF8.GetBytes(content))).Code);

    [Fact]
    public async Task ANameCanNotForgeALogLine()
    {
        var refused = await Read.Refused([], "cv\r\n\u001b[31mERROR\u202Efdp." + new string('x', 500));

        Assert.DoesNotContain(refused.Message, c => char.IsControl(c) || c == '\u202E');
        Assert.True(refused.Message.Length < 200);
    }

    [Fact]
    public async Task MoreTextThanTheLimitIsRefused() =>
        Assert.Equal("too_large", (await Read.Refused(Encoding.UTF8.GetBytes(new string('a', 500)), "cv", options => options.MaxCharacters = 400)).Code);

    private static byte[] Rubbish()
    {
        var bytes = new byte[4000];
        new Random(7).NextBytes(bytes);
        return bytes;
    }
}
