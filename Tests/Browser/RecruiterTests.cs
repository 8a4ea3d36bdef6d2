using AspireStreaming.Tests.AppHost;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>The recruiter's road: from the empty page, with an offer and piles of CVs, to the shortlist in a file.</summary>
[Collection(BrowserTests.Name)]
public sealed class RecruiterTests(BrowserSystem system)
{
    private const string Marie = "Marie Martin\nWeb developer\nmarie.martin@example.com\n\nEXPERIENCE\n\nWeb developer | Nuage SAS | 2017 - 2024\n- Web applications in JavaScript, React, HTML and CSS\n\nEDUCATION\nMaster in Computer Science | Université Lyon 1 | 2017\n\nSKILLS\nJavaScript, HTML, CSS, React, Node.js, SQL, NoSQL, MongoDB\n";
    private const string Anna = "Anna Nowak\nFrontend developer\nanna.nowak@example.com\n\nEXPERIENCE\n\nFrontend developer | Harbour Foods | 2020 - 2024\n- Pages in HTML and CSS, JavaScript widgets\n\nEDUCATION\nBSc Computer Science | University of Leeds | 2019\n\nSKILLS\nJavaScript, HTML, CSS, React, Node.js, SQL, NoSQL, MongoDB\n";

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    [Fact]
    public async Task AnOfferAndPilesOfCvsBecomeAShortlistInAFile()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        var parse = await ParseAFolderAsync(tab);

        // "Match these" fills the form: the parse job is chosen, and only an offer is missing.
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Match these" }).ClickAsync();
        await tab.Page.WaitForFunctionAsync(
            "(id) => { const job = document.querySelector('select[name=parse_job_id]'); return job?.value === id && job.selectedOptions[0].text.startsWith('jane-smith.docx, john-doe.txt'); }", parse);
        Assert.Equal(0, await tab.CountAsync("textarea.code"));
        await tab.Page.Locator("form .primary").ClickAsync();
        Assert.StartsWith("Please fill in one of: Job offer, Offer file, Offer URL", await tab.Page.Locator(".field-error:not([hidden])").InnerTextAsync(), StringComparison.Ordinal);

        await tab.Page.Locator("input[name=offer_file]").SetInputFilesAsync(Data("web-developer.job.json"));
        await tab.Page.Locator("input[name=cv_files]").SetInputFilesAsync([
            new FilePayload { Name = "alex-johnson.pdf", MimeType = "application/pdf", Buffer = await File.ReadAllBytesAsync(Data("alex-johnson.pdf")) },
            new FilePayload { Name = "broken.pdf", MimeType = "application/pdf", Buffer = "%PDF-1.7 and no more"u8.ToArray() },
        ]);
        await tab.Page.Locator(".record textarea[name=text]").FillAsync(Marie);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Add one" }).ClickAsync();
        await tab.Page.Locator(".record textarea[name=text]").Nth(1).FillAsync(Anna);
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        string path = new Uri(tab.Page.Url).AbsolutePath;

        // All six are there: ranked by their names, or out with a reason in the page's language.
        var ranked = tab.Page.Locator(".candidate b");
        Assert.Equal("Marie Martin", await ranked.First.InnerTextAsync());
        var all = (await ranked.AllInnerTextsAsync()).Concat(await tab.Page.Locator(".filtered b").AllInnerTextsAsync());
        Assert.Equal(["Alex Johnson", "Anna Nowak", "Jane Smith", "John Doe", "Marie Martin", "broken.pdf"], all.Order(StringComparer.Ordinal));
        Assert.StartsWith("Could not be read.", await Out(tab, "broken.pdf").Locator(".filtered-why").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Matches("^[0-9]+ of [0-9]+ met$", await tab.Page.Locator(".ranking td .musts-count").First.InnerTextAsync());

        // Search looks into the evidence; a star outlives a reload and filters.
        await tab.Page.Locator(".ranking input[type=search]").FillAsync("react nuage");
        Assert.Equal(["Marie Martin"], await ranked.AllInnerTextsAsync());
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Shortlist: Marie Martin" }).ClickAsync();
        await tab.Page.Locator(".ranking input[type=search]").FillAsync("");
        await Out(tab, "broken.pdf").Locator(".star").ClickAsync();
        await tab.Page.ReloadAsync();
        await tab.EndAsync();
        await tab.Page.GetByText("2 on the shortlist").WaitForAsync();
        await tab.Page.Locator(".ranking .panel-tools select").SelectOptionAsync("shortlist");
        Assert.Equal(["Marie Martin"], await ranked.AllInnerTextsAsync());

        var rows = await ExportAsync(tab);
        Assert.Equal(3, rows.Length);
        Assert.StartsWith("Rank,CV,First name,Last name,Title,Email,Years of experience,Shortlisted,Score", rows[0], StringComparison.Ordinal);
        Assert.Contains("Marie,Martin,Web developer,marie.martin@example.com,", rows[1], StringComparison.Ordinal);
        Assert.Contains("broken.pdf", rows[2], StringComparison.Ordinal);
        await tab.Page.Locator(".ranking .panel-tools select").SelectOptionAsync("");
        Assert.Equal(1 + 6, (await ExportAsync(tab)).Length);

        // The order of the table is the order of the file; no score wraps on a small screen.
        await tab.Page.Locator("th[data-column=cv] button").ClickAsync();
        Assert.Equal(2, await ranked.CountAsync());
        string[] names = [.. (await ranked.AllInnerTextsAsync()).Select(name => name.Split(' ')[0])];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(names, (await ExportAsync(tab)).Skip(1).Take(names.Length).Select(row => row.Split(',')[2]));
        await tab.Page.SetViewportSizeAsync(360, 780);
        Assert.True(await tab.Page.EvaluateAsync<bool>("() => [...document.querySelectorAll('.score-bar b')].every((x) => x.getClientRects().length === 1 && x.clientHeight < 30)"));
        Assert.Empty(await Axe.FindAsync(tab.Page));
        await tab.CheckCleanAsync();

        // What it was started with is readable, and goes back into the form with all files.
        Assert.Equal(path, new Uri(tab.Page.Url).AbsolutePath);
        await tab.Page.Locator("#tab-input").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Edit and run again" }).ClickAsync();
        await tab.Page.Locator(".files li", new() { HasText = "broken.pdf" }).WaitForAsync();
        await tab.Page.Locator(".files li", new() { HasText = "web-developer.job.json" }).WaitForAsync();
        Assert.Equal(Marie, await tab.Page.Locator(".record textarea[name=text]").First.InputValueAsync());
    }

    /// <summary>Parses the CVs of a folder that also has a file of another kind. Returns the id of the job.</summary>
    private static async Task<string> ParseAFolderAsync(Tab tab)
    {
        using var folder = new TemporaryDirectory();
        foreach (string name in new[] { "jane-smith.docx", "john-doe.txt" })
        {
            File.Copy(Data(name), Path.Combine(folder.Path, name));
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "budget.xlsx"), "x");
        await tab.Page.Locator(".pipeline:has(input[value=cv-parse])").ClickAsync();
        var chooser = await tab.Page.RunAndWaitForFileChooserAsync(() => tab.Page.GetByRole(AriaRole.Button, new() { Name = "a folder" }).ClickAsync());
        await chooser.SetFilesAsync(folder.Path);
        await tab.Page.GetByText("1 file in the folder is no document").WaitForAsync();
        Assert.Equal(2, await tab.CountAsync(".files li"));
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        return new Uri(tab.Page.Url).AbsolutePath.Split('/')[^1];
    }

    private static ILocator Out(Tab tab, string name) => tab.Page.Locator(".filtered > li", new() { HasText = name });

    /// <summary>The lines of the exported file; a line break within a cell counts as none.</summary>
    private static async Task<string[]> ExportAsync(Tab tab)
    {
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Button, new() { Name = "Export CSV" }).ClickAsync());
        Assert.EndsWith(".csv", download.SuggestedFilename, StringComparison.Ordinal);
        string text = await File.ReadAllTextAsync((await download.PathAsync())!);
        return text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
