using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>The operator's page.</summary>
[Collection(BrowserTests.Name)]
public sealed class OpsPageTests(BrowserSystem system)
{
    [Fact]
    public async Task AnOperatorSeesAStreamAndItsLagAndClosesIt()
    {
        await using var job = await DrivenJob.StartAsync(system);
        using var slow = await RawStream.SendAsync(new Uri($"{system.App.ApiUrls[1]}/api/jobs/{job.Id}/stream"), receiveBuffer: 4096);
        for (int i = 0; i < 40; i++)
        {
            await job.AppendAsync(new TokenEvent("t", new string('x', 200_000), 0));
        }

        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync("/ops");
        await tab.StateAsync("live");
        var row = tab.Page.Locator("tr", new() { HasText = slow.LocalEndPoint });
        await row.Locator(".ops-lag:not([data-lag=none])").WaitForAsync();
        Assert.Contains(job.Id.ToString()[..8], await row.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Matches("[1-9][0-9]* events?", await row.Locator(".ops-lag").InnerTextAsync());
        await row.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await row.WaitForAsync(new() { State = WaitForSelectorState.Detached });

        // The job is one click away.
        await tab.Page.Locator($"a[href='/jobs/{job.Id}']").First.ClickAsync();
        await tab.OnJobAsync();
        await tab.StateAsync("live");
        await job.DoneAsync();
        await tab.EndAsync();
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AnOperatorCancelsAJobAndRetriesAFailedOne()
    {
        var failed = await system.Apis[0].StartAsync(Diagnostics.Failing.Request);
        await system.Apis[0].ReadAsync(failed);
        await using var passing = await DrivenJob.StartAsync(system, "diagnostics");
        await passing.FailAsync("The model was busy.", retryable: true);
        var id = await system.Apis[0].StartAsync(Diagnostics.Endless.Request);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync("/ops");
        var jobs = tab.Page.GetByRole(AriaRole.Group, new() { Name = "Active jobs" });
        var row = jobs.Locator("tr", new() { HasText = id.ToString()[..8] });
        await row.Locator(".pill[data-status=running]").WaitForAsync();
        await row.GetByText("worker-").WaitForAsync(); // the node that executes it
        await row.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await row.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.Equal("canceled", WholeLog.Status(await system.Apis[1].ReadAsync(id)));

        // A retry is offered where it may help, as in the view of the job.
        var failures = tab.Page.GetByRole(AriaRole.Group, new() { Name = "Recent failures" });
        var failure = failures.Locator("tr", new() { HasText = failed.ToString()[..8] });
        Assert.Contains("rounds", await failure.InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(0, await failure.GetByRole(AriaRole.Button, new() { Name = "Retry" }).CountAsync());
        var retryable = failures.Locator("tr", new() { HasText = passing.Id.ToString()[..8] });
        Assert.Contains("The model was busy.", await retryable.InnerTextAsync(), StringComparison.Ordinal);
        var retried = await tab.Page.RunAndWaitForResponseAsync(
            () => retryable.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync(), response => response.Url.EndsWith("/retry", StringComparison.Ordinal));
        var again = (await retried.JsonAsync())!.Value.GetProperty("job_id").GetGuid();
        var (_, retry) = await system.Apis[1].GetAsync($"/api/jobs/{again}");
        Assert.Equal(passing.Id, retry.GetProperty("retry_of").GetGuid());
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AWorkerIsDrainedByKeyboardAndTheFocusStays()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync("/ops");
        await tab.StateAsync("live");
        var drain = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Drain: worker" }).First;
        string name = (await drain.GetAttributeAsync("aria-label"))![7..];
        await drain.FocusAsync();
        await tab.Page.WaitForTimeoutAsync(2500); // a few states come
        Assert.Equal($"Drain: {name}", await tab.Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"));
        await tab.Page.Keyboard.PressAsync("Enter");
        var row = tab.Page.Locator("tr", new() { HasText = name });
        await row.Locator(".pill[data-node=draining]").WaitForAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "End drain" }).ClickAsync();
        await row.Locator(".pill[data-node=live]").WaitForAsync();
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task AllStreamsOfANodeAreListed()
    {
        await using var job = await DrivenJob.StartAsync(system);
        using var here = await system.Apis[0].WatchAsync(job.Id);
        using var there = await system.Apis[1].WatchAsync(job.Id);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync("/ops");
        var streams = tab.Page.GetByRole(AriaRole.Group, new() { Name = "Open streams" });
        var rows = streams.Locator("tr", new() { HasText = job.Id.ToString()[..8] });
        await Assertions.Expect(rows).ToHaveCountAsync(2, new() { Timeout = 60_000 });
        await tab.Page.GetByLabel("Which streams").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Assertions.Expect(rows).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await job.DoneAsync();
        await tab.CheckCleanAsync();
    }
}
