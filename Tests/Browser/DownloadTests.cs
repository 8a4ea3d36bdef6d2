using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>From a job to the file that is sent: changes accepted one by one, a letter in the user's own words.</summary>
[Collection(BrowserTests.Name)]
public sealed class DownloadTests(BrowserSystem system)
{
    [Fact]
    public async Task ARefusedChangeIsNotInTheDownloadedResumeAndTheOthersAre()
    {
        var tab = await OpenAsync("resume-tailoring");
        var snapshot = await SnapshotAsync(tab);
        // A change of one line that replaces text: what it is instead can be looked for.
        var diffs = snapshot.GetProperty("diffs").EnumerateArray().Select(d => (Before: Text(d, "before"), After: Text(d, "after"))).ToList();
        int refused = diffs.FindIndex(d => d.Before.Length > 0 && d.After.Length > 0 && !d.Before.Contains('\n', StringComparison.Ordinal));
        Assert.True(refused >= 0 && diffs.Count > 1, snapshot.GetRawText());

        string all = await WordAsync(tab);
        Assert.All(diffs, d => Assert.Contains(Core(d.After), all, StringComparison.Ordinal));
        await tab.Page.Locator(".diff").Nth(refused).Locator(".diff-choice input").UncheckAsync();
        await tab.Page.GetByText($"{diffs.Count - 1} of {diffs.Count} accepted").WaitForAsync();
        string chosen = await WordAsync(tab);
        Assert.Contains(Core(diffs[refused].Before), chosen, StringComparison.Ordinal);
        Assert.Equal(Count(all, diffs[refused].After) - 1, Count(chosen, diffs[refused].After));
        Assert.All(diffs.Where((_, i) => i != refused), d => Assert.Contains(Core(d.After), chosen, StringComparison.Ordinal));
        await tab.CheckCleanAsync();
        await tab.Page.Context.DisposeAsync();
    }

    [Fact]
    public async Task ALetterIsDownloadedAsTheUserLeftIt()
    {
        var tab = await OpenAsync("cover-letter");
        string letter = string.Join("\n\n", (await SnapshotAsync(tab)).GetProperty("texts").EnumerateArray().Select(text => text.GetProperty("text").GetString()));
        Assert.Equal(letter.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal), await WordAsync(tab));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Edit the letter" }).ClickAsync();
        var own = tab.Page.Locator("textarea.letter-edit");
        Assert.Equal(letter, await own.InputValueAsync());
        await own.FillAsync("Dear Ms Byron,\n\nI wrote the first program.");
        Assert.Equal("Dear Ms Byron, I wrote the first program.", await WordAsync(tab));
        await AsPdfAsync(tab);
        await tab.CheckCleanAsync();
        await tab.Page.Context.DisposeAsync();
    }

    private async Task<Tab> OpenAsync(string pipeline)
    {
        var (_, listing) = await system.Apis[0].GetAsync("/api/pipelines");
        var sample = listing.GetProperty("pipelines").EnumerateArray().First(p => p.GetProperty("name").GetString() == pipeline).GetProperty("sample");
        var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(await system.Apis[0].StartAsync(sample, pipeline));
        await tab.EndAsync();
        return tab;
    }

    private async Task<JsonElement> SnapshotAsync(Tab tab) => (await system.Apis[0].GetAsync($"/api{new Uri(tab.Page.Url).AbsolutePath}/snapshot")).Body;

    /// <summary>The lines of the downloaded document, with a blank between them.</summary>
    private static async Task<string> WordAsync(Tab tab)
    {
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.Locator("[role=tabpanel]:visible").GetByRole(AriaRole.Button, new() { Name = "Word", Exact = true }).First.ClickAsync());
        Assert.EndsWith(".docx", download.SuggestedFilename, StringComparison.Ordinal);
        await using var file = File.OpenRead((await download.PathAsync())!);
        using var document = WordprocessingDocument.Open(file, isEditable: false);
        return string.Join(' ', document.MainDocumentPart!.Document.Body!.Descendants<Text>().Select(text => text.Text));
    }

    /// <summary>A PDF is offered where the server makes one.</summary>
    private async Task AsPdfAsync(Tab tab)
    {
        var formats = (await system.Apis[0].GetAsync("/api/export")).Body.GetProperty("formats").EnumerateArray().Select(format => format.GetString());
        var button = tab.Page.Locator("[role=tabpanel]:visible").GetByRole(AriaRole.Button, new() { Name = "PDF", Exact = true });
        if (!formats.Contains("pdf"))
        {
            Assert.Equal(0, await button.CountAsync());
            return;
        }

        var download = await tab.Page.RunAndWaitForDownloadAsync(() => button.ClickAsync());
        Assert.EndsWith(".pdf", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("%PDF"u8.ToArray(), (await File.ReadAllBytesAsync((await download.PathAsync())!))[..4]);
    }

    private static string Text(JsonElement diff, string member) => diff.TryGetProperty(member, out var text) ? text.GetString()! : "";

    private static int Count(string document, string text) => document.Split(Core(text)).Length - 1;

    /// <summary>The last line of a text without the marks of a list.</summary>
    private static string Core(string text) => text.Split('\n')[^1].TrimStart(' ', '-', '*', '•').Trim();
}
