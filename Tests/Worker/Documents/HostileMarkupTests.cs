using System.Text;
using AspireStreaming.Worker.Documents;

namespace AspireStreaming.Tests.Worker.Documents;

/// <summary>Pages and texts that attack their reader. Nesting is in <see cref="TextDocumentTests"/>.</summary>
public class HostileMarkupTests
{
    [Fact]
    public async Task APageLoadsAndRunsNothing()
    {
        await using var address = new UnwantedCalls();
        var page = $"""
            <!DOCTYPE html PUBLIC "a" "{address.Url}/dtd"><html><head><base href="{address.Url}"><meta http-equiv="refresh" content="0;url={address.Url}"><link rel="stylesheet" href="{address.Url}/css">
            <script src="{address.Url}/js"></script></head><body onload="fetch('{address.Url}')">Jane Doe<img src="{address.Url}/i"><iframe src="{address.Url}/f"></iframe><object data="{address.Url}/o"></object>
            <svg><image href="{address.Url}/s"/></svg><video src="{address.Url}/v"></video><style>@import url("{address.Url}/c");</style></body></html>
            """;

        Assert.Equal("Jane Doe", (await Read.InThisProcess(Encoding.UTF8.GetBytes(page))).Text);
        Assert.Equal("Jane Doe", (await Read.InThisProcess(Encoding.UTF8.GetBytes($"# Jane Doe\n![]({address.Url}/i)\n<script>fetch('{address.Url}')</script>"), "cv.md")).Text);
        Assert.Equal(0, address.Calls);
    }

    [Fact]
    public async Task AnEntityOfAPageIsText()
    {
        var page = "<?xml version=\"1.0\"?><!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><html><body>Jane Doe &x;</body></html>";

        Assert.DoesNotContain("root:", (await Read.InThisProcess(Encoding.UTF8.GetBytes(page), "cv.html")).Text);
    }

    [Theory]
    [InlineData("[", "cv.md")]
    [InlineData("![", "cv.md")]
    [InlineData("*a_ ", "cv.md")]
    [InlineData("`", "cv.md")]
    [InlineData("<", "cv.html")]
    [InlineData("<b><p>", "cv.html")]
    [InlineData("<table><a>", "cv.html")]
    [InlineData("&#x", "cv.html")]
    [InlineData("\u00AD\n", "cv.txt")]
    [InlineData("[{\"name\":", "cv.json")]
    public async Task ATextThatIsSlowForItsParserEndsInTime(string part, string name)
    {
        var text = "# Jane **Doe**\n" + string.Concat(Enumerable.Repeat(part, 200_000 / part.Length));
        try
        {
            Assert.Contains("Jane", (await Read.Bytes(Encoding.UTF8.GetBytes(text), name, null, options => options.Timeout = TimeSpan.FromSeconds(2))).Text);
        }
        catch (DocumentException refused)
        {
            Assert.Contains(refused.Code, (string[])["timed_out", "too_nested", "too_complex"]);
        }
    }
}
