using System.Text.Json;
using AspireStreaming.Tests.Distributed;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>What the page shows of a sample whose connection is cut and whose worker is killed, in the system whose workers die.</summary>
[Collection(ShortLease.Name)]
public sealed class DemoTests(ShortLease system)
{
    [Fact]
    [Trait("Category", "Long")]
    public async Task ASampleIsCutAndItsWorkerKilledAndItsResultIsThatOfAJobWithoutFaults()
    {
        await using var chromium = await Chromium.StartAsync();
        await using var visitor = await chromium.VisitAsync(system.App.ApiUrls[0]);
        var tab = await visitor.OpenAsync();
        await tab.Page.Locator(".pipeline:has(input[value=cover-letter])").ClickAsync();
        await tab.Page.Locator(".try").ClickAsync();
        await tab.OnJobAsync();
        var id = Guid.Parse(new Uri(tab.Page.Url).Segments[^1]);
        await tab.StateAsync("live");
        await tab.Page.Locator(".demo p", new() { HasText = "replayed at reading speed" }).WaitForAsync();

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Cut the connection" }).ClickAsync();
        await tab.Page.WaitForFunctionAsync("() => document.querySelector('.badge').dataset.state === 'reconnecting' && document.querySelector('.demo .danger').hidden"); // no request comes through
        await Told(tab, "the same picture").WaitForAsync();
        string back = await Told(tab, "Back after").InnerTextAsync();
        Assert.Matches(@"from event \d-\d+ on: [1-9]\d* events? had been missed\. Not received: 0\. Received twice: 0\.", back);

        var worker = await system.WorkerAtWorkAsync(id);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Kill the worker" }).ClickAsync();
        await Told(tab, "took over after").WaitForAsync();
        Assert.Contains("attempt 2", await Told(tab, "took over after").InnerTextAsync());
        Assert.False(worker.IsRunning);
        Assert.NotSame(worker, await system.WorkerAtWorkAsync(id));
        Assert.Contains("attempt 2", await tab.Page.Locator(".job-facts").InnerTextAsync());

        // The same input without a pace, and without faults: the same results.
        var (_, given) = await system.Apis[1].GetAsync($"/api/jobs/{id}/input");
        var calm = await system.Apis[1].StartAsync(given.GetProperty("request"), "cover-letter");
        await system.Apis[1].ReadAsync(calm);
        await tab.EndAsync();
        Assert.Equal(await ResultAsync(calm), await ResultAsync(id));
        Assert.Equal(1, await tab.CountAsync(".badge-proof[data-ok=true]"));
        await tab.CheckWholeAsync();
        await tab.CheckCleanAsync();
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    private static ILocator Told(Tab tab, string text) => tab.Page.Locator(".demo-story li", new() { HasText = text });

    private async Task<string> ResultAsync(Guid id)
    {
        var (_, snapshot) = await system.Apis[1].GetAsync($"/api/jobs/{id}/snapshot");
        Assert.Equal(("completed", JsonValueKind.Object), (snapshot.GetProperty("status").GetString(), snapshot.GetProperty("summary").ValueKind));
        return $"{snapshot.GetProperty("summary")} {snapshot.GetProperty("results")} {snapshot.GetProperty("texts")}";
    }
}
