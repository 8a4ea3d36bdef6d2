using System.Text.Json;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>What the forms of the start page keep, send and take back.</summary>
[Collection(BrowserTests.Name)]
public sealed class FormTests(BrowserSystem system)
{
    private const string FrenchCv = "Marie Martin\nDéveloppeuse backend\nmarie.martin@example.com\n\nEXPÉRIENCE\n\nDéveloppeuse backend | Nuage SAS | 2019 - aujourd'hui\n- APIs en Python et FastAPI sur PostgreSQL\n\nCOMPÉTENCES\nPython, SQL, Docker\n";

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    [Fact]
    public async Task TheMatchingOfThePageIsTheMatchingOfCurl()
    {
        var sample = await SampleAsync("cv-matching");
        var expected = await ResultsAsync(await system.Apis[0].StartAsync(sample, "cv-matching"));
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await ChooseAsync(tab, "cv-matching");
        await tab.Page.Locator(".fill").ClickAsync();
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        Assert.Equal(expected, await ResultsAsync(Guid.Parse(new Uri(tab.Page.Url).AbsolutePath.Split('/')[^1])));
        Assert.Equal("Jean Dupont", await tab.Page.Locator(".filtered b").InnerTextAsync()); // the accountant is out, not second
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task ALetterForAFrenchCvIsFrench()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await ChooseAsync(tab, "cover-letter");
        await tab.Page.Locator("textarea[name=resume_text]").FillAsync(FrenchCv);
        var request = await tab.Page.RunAndWaitForRequestAsync(
            () => tab.Page.Locator("form .primary").ClickAsync(), r => r.Method == "POST" && r.Url.EndsWith("/api/jobs/cover-letter", StringComparison.Ordinal));
        var sent = JsonDocument.Parse(request.PostData!).RootElement;
        Assert.Equal(["resume_text"], sent.EnumerateObject().Select(p => p.Name));
        Assert.Equal(FrenchCv, sent.GetProperty("resume_text").GetString());
        await tab.EndAsync();
        Assert.Contains("Madame, Monsieur", await tab.Page.Locator(".letter").InnerTextAsync(), StringComparison.Ordinal);
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AJobSpeaksTheLanguageOfThePage()
    {
        await using var visitor = await system.VisitAsync(language: "fr-FR");
        var tab = await visitor.OpenAsync();
        await ChooseAsync(tab, "resume-tailoring");
        await tab.Page.Locator(".try").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        string insights = await tab.Page.Locator(".insights").InnerTextAsync();
        Assert.Contains("compétences", insights, StringComparison.Ordinal);
        Assert.DoesNotContain("The ", insights, StringComparison.Ordinal);
        Assert.Contains("en tête", await tab.Page.Locator(".diffs").InnerTextAsync(), StringComparison.Ordinal);
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AJobIsChangedAndRunAgainWithItsFile()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await ChooseAsync(tab, "cv-parse");
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync([Data("jane-smith.docx"), Data("labelled/02-infirmiere.txt")]);
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        var first = Guid.Parse(new Uri(tab.Page.Url).AbsolutePath.Split('/')[^1]);

        await tab.Page.Locator("#tab-input").ClickAsync();
        await tab.Page.Locator(".input-fields dd", new() { HasText = "English" }).WaitForAsync(); // the language by its name
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Button, new() { Name = "jane-smith.docx" }).ClickAsync());
        Assert.Equal(await File.ReadAllBytesAsync(Data("jane-smith.docx")), await File.ReadAllBytesAsync((await download.PathAsync())!));
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Edit and run again" }).ClickAsync();
        await tab.Page.WaitForFunctionAsync("() => location.pathname === '/'");
        await tab.Page.Locator(".more-options summary").ClickAsync();
        await tab.Page.Locator("input[name=title]").FillAsync("The second run");
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        var second = Guid.Parse(new Uri(tab.Page.Url).AbsolutePath.Split('/')[^1]);
        Assert.NotEqual(first, second);
        Assert.Equal("The second run", (await system.Apis[0].GetAsync($"/api/jobs/{second}")).Body.GetProperty("title").GetString());
        Assert.Equal(await ResultsAsync(first), await ResultsAsync(second));

        await tab.Page.Locator("#tab-input").ClickAsync();
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Run again", Exact = true }).ClickAsync();
        await tab.Page.WaitForFunctionAsync("(id) => location.pathname.startsWith('/jobs/') && !location.pathname.endsWith(id)", second);
        await tab.EndAsync();
        Assert.Equal(await ResultsAsync(first), await ResultsAsync(Guid.Parse(new Uri(tab.Page.Url).AbsolutePath.Split('/')[^1])));

        // The run is offered beside the one that it repeats: the same.
        await tab.Page.Locator("#tab-compare").ClickAsync();
        await tab.Page.GetByText("Both runs came to the same.").WaitForAsync();
        Assert.Equal(0, await tab.CountAsync(".compare tr[data-differs=true]"));
        await tab.Page.Locator(".compare section[data-section=durations] tbody tr").First.WaitForAsync();
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task APageThatDoesNotExistIsAPage()
    {
        await using var visitor = await system.VisitAsync();
        var tab = new Tab(await visitor.Context.NewPageAsync());
        var response = await tab.Page.GotoAsync("/nothing/here");
        Assert.Equal(404, response!.Status);
        await tab.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no page here." }).WaitForAsync();
        await tab.Page.Locator("#main a[href='/']").ClickAsync();
        await tab.Page.Locator(".start-card form").WaitForAsync();
    }

    [Fact]
    public async Task ListsAndAFileAreSentInOneForm()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await ChooseAsync(tab, "match-jobs");
        await tab.Page.Locator(".fill").ClickAsync();
        await tab.Page.Locator("textarea[name=resume_text]").FillAsync("");
        await tab.Page.Locator("input[name=pdf_file]").SetInputFilesAsync(Data("alex-johnson.pdf"));
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        Assert.Equal(3, await tab.CountAsync(".scored-job .pill:not([hidden])"));
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task WhatWasTypedOutlivesPipelineLanguageBackAndReload()
    {
        const string Text = "  first line\n\n- second \n";
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await ChooseAsync(tab, "cover-letter");
        var text = tab.Page.Locator("textarea[name=resume_text]");
        await text.FillAsync(Text);
        await tab.Page.Locator("input[name=job_file]").SetInputFilesAsync(Data("john-doe.txt"));

        await ChooseAsync(tab, "optimization");
        Assert.Equal("", await text.InputValueAsync());
        await ChooseAsync(tab, "cover-letter");
        await CheckDraftAsync();
        await tab.Page.Locator(".top-nav button[lang=fr]").ClickAsync();
        await CheckDraftAsync();
        await tab.Page.Locator(".top-nav a[href='/ops']").ClickAsync();
        await tab.Page.GoBackAsync();
        await CheckDraftAsync();
        await tab.Page.ReloadAsync();
        await CheckDraftAsync();

        // The sample replaces it only until undo; the button that tries the sample does not touch it.
        await tab.Page.Locator(".fill").ClickAsync();
        Assert.StartsWith("JOHN DOE", await text.InputValueAsync(), StringComparison.Ordinal);
        await tab.Page.Locator(".toast-undo").ClickAsync();
        await CheckDraftAsync();
        await tab.Page.Locator(".try").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        await tab.Page.GoBackAsync();
        await CheckDraftAsync();

        // Another tab has its own.
        var other = await visitor.OpenAsync();
        await other.Page.Locator("textarea[name=resume_text]").WaitForAsync();
        Assert.Equal("", await other.Page.Locator("textarea[name=resume_text]").InputValueAsync());
        await tab.CheckCleanAsync();

        async Task CheckDraftAsync()
        {
            await tab.Page.Locator(".files li", new() { HasText = "john-doe.txt" }).WaitForAsync();
            Assert.Equal(Text, await text.InputValueAsync());
        }
    }

    [Fact]
    public async Task ADeletedJobComesBackByUndoAndElseIsGone()
    {
        var id = await system.Apis[0].StartAsync(Distributed.Work.Short.Request);
        await system.Apis[0].ReadAsync(id);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(id);
        await tab.EndAsync();
        var delete = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Delete" });

        // Nothing is deleted while the user looks at the past.
        await tab.Page.Locator(".travel input").EvaluateAsync("(slider) => { slider.value = 3; slider.dispatchEvent(new Event('input')); }");
        await tab.StateAsync("past");
        Assert.Equal(0, await delete.CountAsync());
        await tab.Page.Locator(".travel-live").ClickAsync();

        await delete.ClickAsync();
        await tab.Page.WaitForSelectorAsync(".jobs-card");
        Assert.Equal(0, await tab.CountAsync($".job-row[href='/jobs/{id}']"));
        await tab.Page.Locator(".toast-undo").ClickAsync();
        await tab.EndAsync();
        Assert.DoesNotContain(tab.Requests, r => r.Method == "DELETE");

        // The page goes away before the time is over: the request outlives it.
        await delete.ClickAsync();
        await tab.Page.Locator(".toast-undo").WaitForAsync();
        await tab.Page.GotoAsync("about:blank");
        for (int i = 0; i < 100 && (await system.Apis[0].GetAsync($"/api/jobs/{id}")).Status == System.Net.HttpStatusCode.OK; i++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await system.Apis[0].GetAsync($"/api/jobs/{id}")).Status);
    }

    private static async Task ChooseAsync(Tab tab, string pipeline)
    {
        await tab.Page.Locator($".pipeline:has(input[value={pipeline}])").ClickAsync();
        await tab.Page.Locator(".start-card form").WaitForAsync();
    }

    private async Task<JsonElement> SampleAsync(string pipeline)
    {
        var (_, listing) = await system.Apis[0].GetAsync("/api/pipelines");
        return listing.GetProperty("pipelines").EnumerateArray().Single(p => p.GetProperty("name").GetString() == pipeline).GetProperty("sample");
    }

    private async Task<string> ResultsAsync(Guid id)
    {
        await system.Apis[0].ReadAsync(id);
        var (_, snapshot) = await system.Apis[0].GetAsync($"/api/jobs/{id}/snapshot");
        return string.Join('\n', snapshot.GetProperty("results").EnumerateArray().Select(result => result.GetRawText()).Order(StringComparer.Ordinal));
    }
}
