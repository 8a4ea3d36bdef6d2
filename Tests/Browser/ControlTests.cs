using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Browser;

/// <summary>What a user does with a job: cancel it, continue it, look at past states, also by keyboard.</summary>
[Collection(BrowserTests.Name)]
public sealed class ControlTests(BrowserSystem system)
{
    [Fact]
    public async Task ACanceledJobContinuesFromItsFinishedWork()
    {
        await using var visitor = await system.VisitAsync();
        var id = await system.Apis[0].StartAsync(Diagnostics.Slow.Request);
        using (var stream = await system.Apis[0].WatchAsync(id))
        {
            await stream.EventsAsync(Work.Items(2));
        }

        // The job can't end before the click, however long the page takes to open.
        var worker = await system.WorkerAtWorkAsync(id);
        worker.Pause();
        Tab tab;
        try
        {
            tab = await visitor.OpenAsync(id);
            await tab.AtLeastAsync(".sort-table tbody", 2);
            var answered = tab.Page.WaitForResponseAsync("**/cancel");
            await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
            await answered;
        }
        finally
        {
            worker.Resume();
        }

        await tab.EndAsync("canceled");
        int finished = await tab.CountAsync(".sort-table tbody");
        string canceled = tab.Page.Url;

        await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await tab.Page.WaitForFunctionAsync("(url) => location.href !== url && document.querySelectorAll('.sort-table tbody').length > 0", canceled);
        await tab.EndAsync();
        Assert.InRange(finished, 2, Diagnostics.Slow.Items - 1);
        Assert.Contains("continues " + canceled.Split('/')[^1][..8], await tab.Page.Locator(".job-facts").InnerTextAsync(), StringComparison.Ordinal);
        await Diagnostics.CheckAsync(tab, Diagnostics.Slow);
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task ALateAnswerToCancelChangesNothingAfterTheEnd()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(await system.Apis[0].StartAsync(Diagnostics.Endless.Request));
        await tab.StateAsync("live");
        await tab.Page.RouteAsync("**/cancel", async route =>
        {
            var answer = await route.FetchAsync();
            await tab.StateAsync("finished");
            await route.FulfillAsync(new() { Response = answer });
        });
        var answered = tab.Page.WaitForResponseAsync("**/cancel");
        await tab.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await answered;
        await tab.Page.WaitForSelectorAsync(".job-actions button.danger:not([disabled])", new() { State = Microsoft.Playwright.WaitForSelectorState.Attached });
        await tab.EndAsync("canceled");
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AFailedJobShowsItsErrorAndItsStep()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(await system.Apis[0].StartAsync(Diagnostics.Failing.Request));
        await tab.EndAsync("failed");
        Assert.Contains("over_limit", await tab.Page.Locator(".banner").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await tab.CountAsync(".step[data-status=completed]"));
        Assert.Equal(1, await tab.CountAsync(".step[data-status=failed]"));
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task TheMessageOfTheStatusIsShownUntilTheNextStatus()
    {
        await using var job = await DrivenJob.StartAsync(system);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(job.Id);
        await job.AppendAsync(new JobStatusEvent(JobStatus.Running, "Step 'one' has shown no sign of life for 120 s."));
        var note = tab.Page.Locator(".banner[role=status]:not(.bad)", new() { HasText = "no sign of life for 120 s" });
        await note.WaitForAsync();
        await job.AppendAsync(new JobStatusEvent(JobStatus.Running));
        await note.WaitForAsync(new() { State = Microsoft.Playwright.WaitForSelectorState.Hidden });
        await job.DoneAsync();
        await tab.EndAsync();
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task TheSliderShowsPastStatesOfTheJob()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(await system.Apis[0].StartAsync(Work.Short.Request));
        await tab.EndAsync();
        string now = await tab.Page.Locator(".job-columns").InnerTextAsync();
        var slider = tab.Page.Locator(".travel input");

        // At each event the page shows as many results as the server's snapshot of that event.
        for (int seq = 1; seq <= 6; seq++)
        {
            await slider.EvaluateAsync("(slider, seq) => { slider.value = seq; slider.dispatchEvent(new Event('input')); }", seq);
            await tab.Page.WaitForFunctionAsync(
                "(seq) => [...document.querySelectorAll('.job-facts span')].some((x) => new RegExp(`^${seq} events?$`).test(x.textContent))", seq);
            await tab.StateAsync("past");
        }

        await tab.Page.Locator(".travel-live").ClickAsync();
        await tab.StateAsync("finished");
        Assert.Equal(now, await tab.Page.Locator(".job-columns").InnerTextAsync());
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task TheResultIsSavedAsAFile()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.Locator(".pipeline:has(input[value=resume-tailoring])").ClickAsync();
        await tab.Page.Locator(".try").ClickAsync();
        await tab.EndAsync();
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.Locator(".job-actions button:visible").First.ClickAsync());
        Assert.EndsWith(".md", download.SuggestedFilename, StringComparison.Ordinal);
        string text = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.StartsWith("# JOHN DOE", text, StringComparison.Ordinal);
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task EverythingIsReachedByKeyboard()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync(".start-card form");
        var keys = tab.Page.Keyboard;
        await TabToAsync(tab, ".pipeline input");
        await keys.PressAsync("ArrowDown");
        await tab.Page.WaitForSelectorAsync(".pipeline input[value=cv-parse]:checked");
        await keys.PressAsync("ArrowUp");
        await TabToAsync(tab, ".try");
        await keys.PressAsync("Enter");
        await tab.EndAsync();

        await TabToAsync(tab, "[role=tab][aria-selected=true]");
        await keys.PressAsync("End");
        await tab.Page.WaitForSelectorAsync("#tab-input[aria-selected=true]:focus");
        await keys.PressAsync("ArrowLeft");
        await tab.Page.WaitForSelectorAsync("#tab-time[aria-selected=true]:focus");
        await keys.PressAsync("ArrowLeft");
        await tab.Page.WaitForSelectorAsync("#tab-events[aria-selected=true]:focus");
        await TabToAsync(tab, ".virtual");
        await keys.PressAsync("Home");
        await keys.PressAsync("ArrowDown");
        await tab.Page.Locator(".payload-title", new() { HasText = "-2 ·" }).WaitForAsync();
        await TabToAsync(tab, ".travel input");
        await keys.PressAsync("ArrowLeft");
        await tab.StateAsync("past");
        await TabToAsync(tab, ".travel-live");
        await keys.PressAsync("Space");
        await tab.StateAsync("finished");
        await tab.CheckCleanAsync();
    }

    private static async Task TabToAsync(Tab tab, string selector)
    {
        for (int i = 0; i < 60; i++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            if (await tab.Page.EvaluateAsync<bool>("(selector) => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"Sixty tabs don't reach {selector}.");
    }
}
