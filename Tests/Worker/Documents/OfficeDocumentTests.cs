using System.Text;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>OpenDocument, RTF and Word before 2007. <c>Data/office/</c> was written by LibreOffice from <c>cv.odt</c>.</summary>
public sealed class OfficeDocumentTests
{
    [Theory]
    [InlineData("cv.odt", DocumentKind.Odt)]
    [InlineData("cv.rtf", DocumentKind.Rtf)]
    [InlineData("cv.doc", DocumentKind.Doc)]
    public async Task ADocumentOfLibreOfficeIsReadWhole(string name, string kind)
    {
        var document = await Read.InThisProcess(Read.Sample($"office/{name}"), name);

        Assert.Equal(kind, document.Kind);
        string text = document.Text.Replace('\u00A0', ' ');
        Assert.All(
            (string[])["Renée Dupont", "Infirmière diplômée d'État", "renee.dupont@example.org", "Œuvre à l'hôpital — 12 €", "• Soins intensifs", "• Formation des élèves", "2019\tCHU de Nantes", "2015\tClinique du Parc", "Русский, 中文"],
            part => Assert.Contains(kind == DocumentKind.Doc ? part.TrimStart('•', ' ') : part, text, StringComparison.Ordinal)); // a bullet is no text in a DOC
        Assert.True(text.IndexOf("Soins intensifs", StringComparison.Ordinal) < text.IndexOf("Formation des élèves", StringComparison.Ordinal));
        Assert.DoesNotContain("HYPERLINK", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(@"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard Ren\'e9e \u8211 -Dupont\par Nurse}", "Renée –Dupont\nNurse")]
    [InlineData(@"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет")]
    [InlineData(@"{\rtf1\ansi\uc2\u233 ab c{\*\generator X;}\{d\}\\e}", "é c{d}\\e")]
    [InlineData(@"{\rtf1 Jane{\v hidden}{\field{\*\fldinst HYPERLINK ""x""}{\fldrslt Doe}}{\pict\bin4 {{}}abc}, cook}", "JaneDoe, cook")]
    [InlineData(@"{\rtf1 Jane Doe\par{\listtext\'b7\tab}Cook\par{\listtext 1.\tab}Nurse}", "Jane Doe\n• Cook\n• Nurse")]
    [InlineData(@"{\rtf1 Jane\cell Doe\cell\row Cook}", "Jane\tDoe\nCook")]
    public async Task RtfIsReadAsItsReaderShowsIt(string rtf, string text) =>
        Assert.Equal(text, (await Read.InThisProcess(Encoding.Latin1.GetBytes(rtf), "cv.rtf")).Text);

    [Theory]
    [InlineData(@"{\rtf1\ansi Jane Doe", "truncated")]
    [InlineData(@"{\rtf1\ansi {\pict 00}}", "no_text")]
    public async Task ADamagedRtfIsRefused(string rtf, string code) => Assert.Equal(code, (await Read.Refused(Encoding.Latin1.GetBytes(rtf), "cv.rtf")).Code);

    [Fact]
    public async Task DeepGroupsAreRefused() =>
        Assert.Equal("too_nested", (await Read.Refused(Encoding.Latin1.GetBytes(@"{\rtf1 " + new string('{', 100_000)), "cv.rtf")).Code);

    [Theory]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>", "corrupt")]
    [InlineData("<a", "corrupt")]
    [InlineData("<a/>", "no_text")]
    public async Task AHostileOdtIsRefused(string content, string code) => Assert.Equal(code, (await Read.Refused(Odt(content), "cv.odt")).Code);

    [Fact]
    public async Task AnEncryptedOdtIsReportedAsEncrypted() => Assert.Equal("encrypted", (await Read.Refused(
        DocxBuilder.Zip(
            ("mimetype", "application/vnd.oasis.opendocument.text"u8.ToArray()), ("content.xml", [1, 2, 3]),
            ("META-INF/manifest.xml", "<manifest:encryption-data/>"u8.ToArray())),
        "cv.odt")).Code);

    /// <summary>Damage at each place is a refusal or a text, never a failure of the reader.</summary>
    [Fact]
    public async Task DamageOfAnOldWordDocumentIsBounded()
    {
        byte[] whole = Read.Sample("office/cv.doc");
        var random = new Random(16);
        for (int i = 0; i < 300; i++)
        {
            byte[] damaged = whole[..random.Next(512, whole.Length)];
            for (int n = 0; n < 20; n++)
            {
                // The header, the tables and the directory decide where everything is.
                damaged[random.Next(3) == 0 ? random.Next(damaged.Length) : random.Next(24, Math.Min(damaged.Length, 2048))] = (byte)random.Next(256);
            }

            try
            {
                await Read.InThisProcess(damaged, "cv.doc");
            }
            catch (DocumentException refused)
            {
                Assert.NotEqual("reader_failed", refused.Code);
            }
        }

    }

    private static byte[] Odt(string content) =>
        DocxBuilder.Zip(("mimetype", "application/vnd.oasis.opendocument.text"u8.ToArray()), ("content.xml", Encoding.UTF8.GetBytes(content)));
}
