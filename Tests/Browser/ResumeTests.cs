using AspireStreaming.Tests.Distributed;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>After any interruption between a page and its server, the screen has every event once.</summary>
[Collection(BrowserTests.Name)]
public sealed class ResumeTests(BrowserSystem system)
{
    private const string Rows = ".sort-table tbody";

    [Fact]
    public async Task AReloadDuringAJobContinuesIt()
    {
        await using var job = await DrivenJob.StartAsync(system);
        await using var visitor = await system.VisitAsync();
        await job.ItemsAsync(5);
        var tab = await visitor.OpenAsync(job.Id);
        await job.ItemsAsync(5);
        await tab.AtLeastAsync(Rows, 10);
        await tab.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await job.ItemsAsync(5);
        await tab.AtLeastAsync(Rows, 15);
        await job.DoneAsync();
        await tab.EndAsync();
        await job.CheckAsync(tab);
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task TheLastKnownStateIsShownBeforeTheServerAnswers()
    {
        await using var job = await DrivenJob.StartAsync(system);
        await using var visitor = await system.VisitAsync();
        await job.ItemsAsync(5);
        var tab = await visitor.OpenAsync(job.Id);
        await tab.AtLeastAsync(Rows, 5);
        await visitor.Context.RouteAsync("**/api/**", route => route.AbortAsync());
        await tab.Page.ReloadAsync();
        await tab.AtLeastAsync(Rows, 5);
        await tab.StateAsync("reconnecting");
        await visitor.Context.UnrouteAllAsync();
        await job.ItemsAsync(5);
        await job.DoneAsync();
        await tab.EndAsync();
        await job.CheckAsync(tab);
    }

    [Fact]
    public async Task BackShowsTheStartPageAndForwardShowsTheSameState()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.Locator(".pipeline:has(input[value=resume-tailoring])").ClickAsync();
        await tab.Page.Locator(".try").ClickAsync();
        await tab.EndAsync();
        string picture = await tab.Page.Locator(".job-columns").InnerTextAsync();
        string job = tab.Page.Url;
        await tab.Page.GoBackAsync();
        await tab.Page.WaitForSelectorAsync(".start-card form");
        await tab.Page.GoForwardAsync();
        await tab.EndAsync();
        Assert.Equal(job, tab.Page.Url);
        Assert.Equal(picture, await tab.Page.Locator(".job-columns").InnerTextAsync());

        // Then to another page and back.
        await tab.Page.GotoAsync("/api/pipelines");
        await tab.Page.GoBackAsync();
        await tab.EndAsync();
        Assert.Equal(picture, await tab.Page.Locator(".job-columns").InnerTextAsync());
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task ThePageReconnectsByItselfAfterItsApiIsKilled()
    {
        await using var job = await DrivenJob.StartAsync(system);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(job.Id);
        await tab.StateAsync("live");
        await job.ItemsAsync(5);
        await tab.AtLeastAsync(Rows, 5);
        await system.App.Apis[0].KillAsync();
        await job.ItemsAsync(5);
        await tab.HasShownAsync("reconnecting");
        await system.App.Apis[0].StartAsync();
        await tab.AtLeastAsync(Rows, 10);
        await tab.StateAsync("live");
        await job.ItemsAsync(5);
        await job.DoneAsync();
        await tab.EndAsync();
        await job.CheckAsync(tab);
        Assert.Equal(1, await tab.CountAsync(".badge-proof[data-ok=true]"));
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task OfflineAndOnlineAgainLosesNothing()
    {
        await using var job = await DrivenJob.StartAsync(system);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(job.Id);
        await job.ItemsAsync(5);
        await tab.AtLeastAsync(Rows, 5);
        await tab.StateAsync("live");
        await visitor.Context.SetOfflineAsync(true);
        await tab.HasShownAsync("reconnecting");
        await job.ItemsAsync(5);
        await visitor.Context.SetOfflineAsync(false);
        await tab.AtLeastAsync(Rows, 10);
        await job.ItemsAsync(5);
        await job.DoneAsync();
        await tab.EndAsync();
        await job.CheckAsync(tab);
    }

    [Fact]
    public async Task ASlowNetworkLosesNothing()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync("about:blank");
        var devTools = await visitor.Context.NewCDPSessionAsync(tab.Page);
        await devTools.SendAsync("Network.enable");
        await devTools.SendAsync("Network.emulateNetworkConditions", new()
        {
            ["offline"] = false,
            ["latency"] = 250,
            ["downloadThroughput"] = 64 * 1024,
            ["uploadThroughput"] = 16 * 1024,
        });
        await tab.Page.GotoAsync("/");
        await tab.Page.Locator(".pipeline:has(input[value=resume-tailoring])").ClickAsync();
        await tab.Page.Locator(".try").ClickAsync();
        await tab.EndAsync();
        Assert.InRange(await tab.CountAsync(".diff"), 3, 20);
        await tab.CheckWholeAsync();
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AMissingJobIsShownAsGone()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(Guid.NewGuid());
        await tab.StateAsync("failed");
        Assert.Contains("does not exist", await tab.Page.Locator(".banner").InnerTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADeletedJobKeepsItsLastShownState()
    {
        await using var visitor = await system.VisitAsync();
        var id = await system.Apis[0].StartAsync(Work.Short.Request);
        var tab = await visitor.OpenAsync(id);
        await tab.EndAsync();
        await system.Apis[0].DeleteAsync(id);
        await tab.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await tab.Page.Locator(".banner:not([hidden])", new() { HasText = "no longer has this job" }).WaitForAsync();
        Assert.Equal(Work.Short.Items + 1, await tab.CountAsync(Rows));
    }
}
