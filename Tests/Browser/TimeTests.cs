using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Browser;

/// <summary>Where the time of a job went: attempts, steps and items on one line of time.</summary>
[Collection(BrowserTests.Name)]
public sealed class TimeTests(BrowserSystem system)
{
    [Fact]
    public async Task AJobShowsItsWorkerItsTraceAndTheTimeOfEachItem()
    {
        var id = await system.Apis[0].StartAsync(new DiagnosticsWork(Items: 14, Rounds: 100, SealRounds: 1).Request);
        await system.Apis[0].ReadAsync(id);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync($"/jobs/{id}?tab=time");
        await tab.EndAsync();
        var rows = tab.Page.Locator(".waterfall tbody tr");
        await tab.Page.GetByText("1 attempt").WaitForAsync();
        Assert.Equal(["In the queue", "Attempt 1", "Hashing 14", "Sealing"], await NamesAsync());
        Assert.All(await rows.Locator("td.number:not(.call-only)").AllInnerTextsAsync(), took => Assert.Matches(@"^[0-9.,]+ (ms|s|min.*)$", took));

        // The worker is one of those that the system has.
        string worker = (await tab.Page.Locator(".time-note").InnerTextAsync()).Split("worker ")[1].Trim();
        Assert.Contains($"\"{worker}\"", (await system.Apis[0].GetAsync("/api/ops/state")).Body.GetRawText(), StringComparison.Ordinal);
        string trace = (await system.Apis[0].GetAsync($"/api/jobs/{id}")).Body.GetProperty("trace_id").GetString()!;
        Assert.Equal(trace, await tab.Page.Locator(".trace code").InnerTextAsync());
        Assert.Equal(BrowserSystem.Dashboard + trace, await tab.Page.Locator(".trace a").GetAttributeAsync("href"));

        // Many items are shown on a click, each within the bar of its step.
        await tab.Page.Locator(".waterfall .row-toggle").ClickAsync();
        Assert.Equal(4 + 14, await rows.CountAsync());
        var step = (await tab.Page.Locator(".time-bar[data-kind=step]").First.BoundingBoxAsync())!;
        foreach (var item in await tab.Page.Locator(".time-bar[data-kind=item]").AllAsync())
        {
            var box = (await item.BoundingBoxAsync())!;
            Assert.InRange(box.X, step.X - 3, step.X + step.Width + 3);
        }

        Assert.Empty(await Axe.FindAsync(tab.Page));

        // In the past only what had been is shown.
        await tab.Page.Locator(".travel input").EvaluateAsync("(slider) => { slider.value = 3; slider.dispatchEvent(new Event('input')); }");
        await tab.StateAsync("past");
        Assert.Equal(["In the queue", "Attempt 1", "Hashing"], await NamesAsync());
        await tab.Page.Locator(".travel-live").ClickAsync();
        await tab.AtLeastAsync(".waterfall tbody tr", 4 + 14);
        await tab.CheckCleanAsync();

        async Task<string[]> NamesAsync() =>
            [.. (await rows.Locator("th :is(.time-name, .row-toggle)").AllInnerTextsAsync()).Select(name => name.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal).Trim())];
    }
}
