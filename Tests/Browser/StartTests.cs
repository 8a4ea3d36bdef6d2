using System.Text.Json;
using AspireStreaming.Tests.AppHost;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>Starting jobs: from the choice of a pipeline to its last event.</summary>
[Collection(BrowserTests.Name)]
public sealed class StartTests(BrowserSystem system)
{
    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    /// <summary>A pipeline, and what its view must hold at the end. One of each kind of form: texts, files, jobs beside files, a conversation.</summary>
    public static readonly TheoryData<string, string, int> Pipelines = new()
    {
        { "resume-tailoring", ".diff", 3 },
        { "cv-parse", ".sort-table tbody", 3 },
        { "match-jobs", ".scored-job .pill", 3 },
        { "agent-workflow", ".timeline-item", 10 },
    };

    /// <summary>Their forms are of the same kinds.</summary>
    public static readonly TheoryData<string, string, int> OtherPipelines = new()
    {
        { "cv-matching", ".candidate, .filtered li", 2 },
        { "optimization", ".diff-reason", 3 },
        { "cover-letter", ".letter > p", 4 },
        { "job-analysis", ".requirements li", 5 },
        { "resume-parsing", ".career li", 3 },
        { "diagnostics", ".sort-table tbody", 21 },
    };

    [Fact]
    public async Task EveryPipelineOfTheServerIsOffered()
    {
        var (_, listing) = await system.Apis[0].GetAsync("/api/pipelines");
        var names = listing.GetProperty("pipelines").EnumerateArray().Select(p => p.GetProperty("name").GetString()).Order(StringComparer.Ordinal);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync(".pipeline");
        Assert.Equal(names, (await tab.Page.Locator(".pipeline input").EvaluateAllAsync<string[]>("inputs => inputs.map((x) => x.value)")).Order(StringComparer.Ordinal));
        Assert.Equal(names, Pipelines.Concat(OtherPipelines).Select(row => (string)row[0]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(OtherPipelines))]
    [Trait("Category", "Long")]
    public Task SampleDataOfTheOthersRunsToTheEndToo(string pipeline, string content, int least) => SampleDataRunsToTheEnd(pipeline, content, least);

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task SampleDataRunsToTheEnd(string pipeline, string content, int least)
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.Locator($".pipeline:has(input[value={pipeline}])").ClickAsync();
        await tab.Page.Locator(".fill").ClickAsync();
        var request = await tab.Page.RunAndWaitForRequestAsync(
            () => tab.Page.Locator("form .primary").ClickAsync(), r => r.Method == "POST" && r.Url.EndsWith($"/api/jobs/{pipeline}", StringComparison.Ordinal));
        await CheckSentAsync(pipeline, request);
        await tab.OnJobAsync();
        await tab.EndAsync();
        await tab.AtLeastAsync(content, least);
        Assert.Equal(0, await tab.CountAsync(".badge-proof[data-ok=false], .banner:not([hidden])"));
        Assert.Equal(0, await tab.CountAsync(".step:not([data-status=completed])"));
        Assert.Equal(0, await tab.CountAsync("#tab-letter .count:not([hidden]), #tab-posting .count:not([hidden]), #tab-profile .count:not([hidden])")); // one thing has no number
        await tab.CheckWholeAsync();
        await tab.CheckCleanAsync();

        // The list of the start page shows the final status of the job.
        await tab.Page.GoBackAsync();
        string id = new Uri(tab.Page.Url).AbsolutePath;
        Assert.Equal("/", id);
        await tab.Page.Locator(".job-row .pill[data-status=completed]").First.WaitForAsync();
    }

    /// <summary>The form sends the sample as any other client does, field by field; the page's own sample files as a form.</summary>
    private async Task CheckSentAsync(string pipeline, IRequest request)
    {
        var (_, listing) = await system.Apis[0].GetAsync("/api/pipelines");
        var descriptor = listing.GetProperty("pipelines").EnumerateArray().Single(p => p.GetProperty("name").GetString() == pipeline);
        if (!descriptor.TryGetProperty("sample", out var sample))
        {
            Assert.StartsWith("multipart/form-data", request.Headers["content-type"], StringComparison.Ordinal);
            return;
        }

        var sent = JsonDocument.Parse(request.PostData!).RootElement;
        Assert.Equal(sample.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal), sent.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.All(sample.EnumerateObject(), field => Assert.True(JsonElement.DeepEquals(field.Value, sent.GetProperty(field.Name)), field.Name));
    }

    [Fact]
    public async Task FilesAreSentAndRead()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.Locator(".pipeline:has(input[value=cv-parse])").ClickAsync();
        await tab.Page.Locator("input[type=file]").SetInputFilesAsync([Data("alex-johnson.pdf"), Data("jane-smith.docx"), Data("john-doe.txt")]);
        Assert.Equal(3, await tab.CountAsync(".files li"));
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.EndAsync();
        Assert.Equal(["alex-johnson.pdf", "jane-smith.docx", "john-doe.txt"], (await tab.RowsAsync()).Order(StringComparer.Ordinal));
        string table = await tab.Page.Locator("table:not(.waterfall)").InnerTextAsync();
        Assert.All(new[] { "Johnson", "Smith", "Doe", "Alex", "Jane", "John" }, name => Assert.Contains(name, table, StringComparison.Ordinal));

        // A row opens to show the whole record.
        await tab.Page.Locator(".row-toggle", new() { HasText = "john-doe" }).ClickAsync();
        await tab.Page.Locator(".profile", new() { HasText = "john.doe@example.com" }).WaitForAsync();
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task WrongFilesAreRefusedBeforeAnythingIsSent()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.Locator(".pipeline:has(input[value=cv-parse])").ClickAsync();
        var input = tab.Page.Locator("input[type=file]");
        var error = tab.Page.Locator(".field-error:not([hidden])");
        await input.SetInputFilesAsync(new Microsoft.Playwright.FilePayload { Name = "setup.exe", MimeType = "application/octet-stream", Buffer = "MZ"u8.ToArray() });
        Assert.Contains("setup.exe", await error.InnerTextAsync(), StringComparison.Ordinal);
        using var directory = new TemporaryDirectory(); // a large payload would pass through Playwright's pipe: a minute
        string big = Path.Combine(directory.Path, "big.txt");
        await File.WriteAllBytesAsync(big, new byte[(20 << 20) + 1]);
        await input.SetInputFilesAsync(big);
        Assert.Contains("big.txt is larger than 20 MB", await error.InnerTextAsync(), StringComparison.Ordinal);
        await input.SetInputFilesAsync(new Microsoft.Playwright.FilePayload { Name = "none.txt", MimeType = "text/plain", Buffer = [] });
        Assert.Contains("none.txt is empty", await error.InnerTextAsync(), StringComparison.Ordinal);
        await tab.Page.Locator("form .primary").ClickAsync();
        Assert.Equal("Please fill this in.", await error.InnerTextAsync());
        Assert.Equal(0, await tab.CountAsync(".files li"));
        Assert.DoesNotContain(tab.Requests, r => r.Method == "POST");
        Assert.Equal("/", new Uri(tab.Page.Url).AbsolutePath);
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task TheListShowsTheProgressOfAJobOfAnotherTab()
    {
        await using var visitor = await system.VisitAsync();
        var watching = await visitor.OpenAsync();
        await watching.Page.WaitForSelectorAsync(".jobs-card");
        var starting = await visitor.OpenAsync();
        await starting.Page.Locator(".pipeline:has(input[value=diagnostics])").ClickAsync();
        await starting.Page.Locator(".fill").ClickAsync();
        await starting.Page.Locator("input[name=rounds]").FillAsync("9000000000");
        await starting.Page.Locator("input[name=share]").FillAsync("5");
        await starting.Page.Locator("form .primary").ClickAsync();
        await starting.OnJobAsync();
        string path = new Uri(starting.Page.Url).AbsolutePath;
        var row = watching.Page.Locator($".job-row[href='{path}']");
        await row.Locator(".pill[data-status=running]").WaitForAsync();
        await row.Locator(".bar:not([hidden])").WaitForAsync();
        await system.Apis[0].PostAsync($"/api{path}/cancel");
        await row.Locator(".pill[data-status=canceled]").WaitForAsync();

        // The progress came by the stream that all tabs share, not by polling.
        Assert.Contains(visitor.Requests, r => r.Url.Contains("/api/streams?", StringComparison.Ordinal));
        await watching.CheckCleanAsync();
    }
}
