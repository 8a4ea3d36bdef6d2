using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>
/// Every view in both themes, wide and narrow: no overflow, no serious finding of axe, no console message, no request to another server.
/// A screenshot of each in the directory <c>TOUR_PICTURES</c>, if that variable is set: screenshots take most of the time.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class TourTests(BrowserSystem system)
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("TOUR_PICTURES");

    /// <summary>One of each kind of view: of a document, of a ranking, of a timeline, of a failure.</summary>
    private static readonly string[] OneOfEachKind = ["resume-tailoring", "match-jobs", "agent-workflow", "failed"];

    /// <summary>The same jobs for all tours.</summary>
    private static readonly Dictionary<string, Guid> Jobs = [];

    /// <summary>Where least fits: narrow, and the longer words.</summary>
    [Fact]
    public Task EachKindOfViewFitsTheScreenAndIsAccessible() => TourAsync(ColorScheme.Light, 390, "fr-FR", everyTab: false);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(ColorScheme.Light, 390, "fr-FR")]
    [InlineData(ColorScheme.Light, 1280, "en-GB")]
    [InlineData(ColorScheme.Dark, 1280, "fr-FR")]
    [InlineData(ColorScheme.Dark, 390, "en-GB")]
    public Task EveryTabFitsEveryScreen(ColorScheme theme, int width, string language) => TourAsync(theme, width, language, everyTab: true);

    [Fact]
    public Task ARunningJobFitsTheScreenAndIsAccessible() => RunningJobAsync(ColorScheme.Dark, 360);

    [Fact]
    [Trait("Category", "Long")]
    public Task ARunningJobFitsAWideScreenToo() => RunningJobAsync(ColorScheme.Light, 1280);

    [Fact]
    public Task TheOperatorsPageFitsTheScreenAndIsAccessible() => OperatorsPageAsync(ColorScheme.Dark, 360, "fr-FR");

    [Fact]
    [Trait("Category", "Long")]
    public Task TheOperatorsPageFitsAWideScreenToo() => OperatorsPageAsync(ColorScheme.Light, 1280, "en-GB");

    [Fact]
    public async Task AxeFindsTextOfTooLittleContrast()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync(".start-card form");
        // An element of its own: the page draws its headings again when its data come.
        await tab.Page.EvaluateAsync("""
            () => {
              const text = document.querySelector('main').appendChild(document.createElement('p'));
              text.textContent = 'Hard to read';
              Object.assign(text.style, { color: '#777', background: '#888' });
            }
            """);
        Assert.StartsWith("color-contrast", Assert.Single(await Axe.FindAsync(tab.Page)), StringComparison.Ordinal);
    }

    private async Task RunningJobAsync(ColorScheme theme, int width)
    {
        var id = await system.Apis[0].StartAsync(Diagnostics.Endless.Request);
        await using var visitor = await system.VisitAsync(width, theme);
        var tab = await visitor.OpenAsync(id);
        await tab.StateAsync("live");
        await tab.Page.WaitForSelectorAsync(".step[data-status=running]");
        await LookAsync(tab, "running", theme, width);
        var list = await visitor.OpenAsync();
        await list.Page.Locator($".job-row[href='/jobs/{id}'] .bar:not([hidden])").WaitForAsync();
        await LookAsync(list, "start-running", theme, width);
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        await tab.EndAsync("canceled");
        await LookAsync(tab, "canceled", theme, width);
        await tab.CheckCleanAsync();
        await list.CheckCleanAsync();
    }

    private async Task OperatorsPageAsync(ColorScheme theme, int width, string language)
    {
        var failed = await system.Apis[0].StartAsync(Diagnostics.Failing.Request);
        await system.Apis[0].ReadAsync(failed);
        var running = await system.Apis[0].StartAsync(Diagnostics.Endless.Request);
        await using var driven = await DrivenJob.StartAsync(system);
        using var slow = await RawStream.SendAsync(new Uri($"{system.App.ApiUrls[1]}/api/jobs/{driven.Id}/stream"), receiveBuffer: 4096);
        using var fast = await system.Apis[0].WatchAsync(running);
        for (int i = 0; i < 40; i++)
        {
            await driven.AppendAsync(new TokenEvent("t", new string('x', 200_000), 0));
        }

        await using var visitor = await system.VisitAsync(width, theme, language);
        var tab = await visitor.OpenAsync("/ops");
        await tab.StateAsync("live");
        await tab.Page.Locator($"a[href='/jobs/{running}']").First.WaitForAsync();
        await tab.Page.Locator($"a[href='/jobs/{failed}']").First.WaitForAsync();
        await tab.Page.Locator(".ops-lag[data-lag=far]").First.WaitForAsync();
        await LookAsync(tab, "ops", theme, width);
        await tab.Page.GetByRole(AriaRole.Combobox).SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await tab.CheckCleanAsync();

        await driven.DoneAsync();
        await system.Apis[0].PostAsync($"/api/jobs/{running}/cancel");
    }

    private async Task TourAsync(ColorScheme theme, int width, string language, bool everyTab)
    {
        await StartJobsAsync(name => everyTab || OneOfEachKind.Contains(name));
        await using var visitor = await system.VisitAsync(width, theme, language);
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync(".job-row");
        await tab.Page.WaitForSelectorAsync(".start-card form");
        await LookAsync(tab, "start", theme, width);
        foreach (string pipeline in await tab.Page.Locator(".pipeline input").EvaluateAllAsync<string[]>("inputs => inputs.map((x) => x.value)"))
        {
            if (!everyTab && !OneOfEachKind.Contains(pipeline))
            {
                continue;
            }

            await tab.Page.Locator($".pipeline:has(input[value={pipeline}])").ClickAsync();
            await LookAsync(tab, $"start-{pipeline}", theme, width);
        }

        await tab.Page.GotoAsync("/jobs?status=ended");
        await tab.Page.Locator(".job-row-choose").First.CheckAsync();
        await LookAsync(tab, "all-jobs", theme, width);
        foreach (var (name, id) in Jobs.Where(job => everyTab || OneOfEachKind.Contains(job.Key)))
        {
            await tab.Page.GotoAsync($"/jobs/{id}");
            await tab.StateAsync("finished");
            foreach (string view in await tab.Page.Locator("[role=tab]:visible").EvaluateAllAsync<string[]>("tabs => tabs.map((x) => x.id)"))
            {
                if (name != "resume-tailoring" && (view is "tab-events" or "tab-input" or "tab-time" || (!everyTab && view != "tab-results")))
                {
                    continue; // looks much the same in all jobs
                }

                await tab.Page.Locator($"#{view}").ClickAsync();
                if (view == "tab-events")
                {
                    await tab.Page.Locator(".virtual").PressAsync("Home");
                }

                await LookAsync(tab, $"{name}-{view[4..]}", theme, width);
            }
        }

        await tab.Page.GotoAsync($"/jobs/{Jobs["agent-answer"]}?compare={Jobs["agent-workflow"]}&tab=compare");
        await tab.Page.Locator(".compare tr[data-differs=true]").First.WaitForAsync();
        await LookAsync(tab, "compare", theme, width);
        await tab.Page.GotoAsync("/projects");
        await tab.Page.Locator("#main h1").WaitForAsync();
        await LookAsync(tab, "projects", theme, width);

        await tab.Page.GotoAsync($"/jobs/{Jobs["resume-tailoring"]}");
        await tab.StateAsync("finished");
        await tab.Page.Locator(".travel input").EvaluateAsync("(slider) => { slider.value = 40; slider.dispatchEvent(new Event('input')); }");
        await tab.StateAsync("past");
        await LookAsync(tab, "past", theme, width);
        await tab.CheckCleanAsync();

        // These two requests find nothing, and the browser itself reports that in its console.
        await using var lost = await system.VisitAsync(width, theme, language);
        var nowhere = await lost.OpenAsync(Guid.NewGuid());
        await nowhere.StateAsync("failed");
        await LookAsync(nowhere, "unknown-job", theme, width);
    }

    /// <summary>Starts the jobs that no tour before has started.</summary>
    private async Task StartJobsAsync(Func<string, bool> isWanted)
    {
        var (_, listing) = await system.Apis[0].GetAsync("/api/pipelines");
        foreach (var pipeline in listing.GetProperty("pipelines").EnumerateArray().Where(p => p.TryGetProperty("sample", out _)))
        {
            string name = pipeline.GetProperty("name").GetString()!;
            if (isWanted(name) && !Jobs.ContainsKey(name))
            {
                Jobs[name] = await system.Apis[0].StartAsync(pipeline.GetProperty("sample"), name);
            }
        }

        if (Jobs.ContainsKey("failed"))
        {
            return;
        }

        Jobs["cv-parse"] = await UploadAsync("alex-johnson.pdf", "jane-smith.docx", "labelled/02-infirmiere.txt", "labelled/15-nurse-us.json");
        Jobs["agent-answer"] = await system.Apis[0].StartAsync(new { project_id = "demo-shop", query = "How many stories do we have?" }, "agent-workflow");
        Jobs["failed"] = await system.Apis[0].StartAsync(Diagnostics.Failing.Request);
    }

    private async Task<Guid> UploadAsync(params string[] files)
    {
        using var form = new MultipartFormDataContent();
        foreach (string file in files)
        {
            form.Add(new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Data", file))), "files", Path.GetFileName(file));
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs/cv-parse") { Content = form };
        var (_, started) = await system.Apis[0].SendAsync(request);
        return started.GetProperty("job_id").GetGuid();
    }

    private static async Task LookAsync(Tab tab, string view, ColorScheme theme, int width)
    {
        string name = $"{view}-{width}-{theme}".ToLowerInvariant();
        // In a long screenshot the slider would hide content. Style properties move it, because the policy forbids a style element.
        await tab.Page.EvaluateAsync("() => Object.assign(document.querySelector('.travel')?.style ?? {}, { position: 'static', margin: '0 auto', transform: 'none' }).position");
        if (!string.IsNullOrEmpty(Pictures))
        {
            await tab.Page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}.png"), FullPage = true });
        }

        int wide = await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth");
        Assert.True(wide <= width, $"{name} is {wide} pixels wide.");
        if (theme is ColorScheme.Dark && (width < 1000 || view.StartsWith("start-", StringComparison.Ordinal)))
        {
            return; // the same elements or colours as in another screenshot
        }

        var found = await Axe.FindAsync(tab.Page, theme is ColorScheme.Dark ? "color-contrast" : null); // a theme changes colours only
        Assert.True(found.Length == 0, $"{name}: {string.Join("\n", found)}");
    }
}
