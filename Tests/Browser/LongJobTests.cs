using System.Text.Json;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Browser;

/// <summary>A job of thousands of events on a page of a few thousand nodes.</summary>
[Collection(BrowserTests.Name)]
public sealed class LongJobTests(BrowserSystem system)
{
    private const int PerAppend = 500;
    private const int MostNodes = 7000;

    [Fact]
    public Task TenThousandEventsStaySmooth() => LookAsync(beforeOpening: 5_000, all: 10_000);

    [Fact]
    [Trait("Category", "Long")]
    public Task FiftyThousandEventsStaySmooth() => LookAsync(beforeOpening: 40_000, all: 50_000);

    private async Task LookAsync(int beforeOpening, int all)
    {
        _events = all;
        await using var job = await DrivenJob.StartAsync(system);
        while (job.Seq < beforeOpening)
        {
            await AppendAsync(job);
        }

        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(job.Id);
        await tab.StateAsync("live");
        await tab.Page.Locator("#tab-events").ClickAsync();

        // Each panel is filled while it is shown, and none grows without bound.
        string[] views = ["events", "results", "texts", "timeline", "changes"];
        for (int i = 0; job.Seq < all - 1; i++)
        {
            await AppendAsync(job);
            if (i % 4 == 0)
            {
                await tab.Page.Locator($"#tab-{views[i / 4 % views.Length]}").ClickAsync();
                Assert.InRange(await tab.CountAsync("*"), 100, MostNodes);
            }
        }

        await job.DoneAsync();
        await tab.EndAsync();
        Assert.Contains($"{all:N0} events", await tab.Page.Locator(".job-facts").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await tab.CountAsync(".badge-proof[data-ok=true]"));
        // "Show all" of metrics and insights.
        await tab.Page.Locator("button.wide[aria-expanded=false]:visible").EvaluateAllAsync<int>("buttons => buttons.map((button) => button.click()).length");
        Assert.InRange(await tab.CountAsync("*"), 100, MostNodes);

        // One key press leads to the first and to the last event.
        await tab.Page.Locator("#tab-events").ClickAsync();
        await tab.Page.Locator(".inspector [role=status]", new() { HasText = $"{all:N0} events" }).WaitForAsync();
        await tab.Page.Locator(".virtual").PressAsync("Home");
        await tab.Page.Locator(".payload-title", new() { HasText = "0-1 ·" }).WaitForAsync();
        await tab.Page.Locator(".virtual").PressAsync("End");
        await tab.Page.Locator(".payload-title", new() { HasText = $"1-{all} ·" }).WaitForAsync();
        Assert.InRange(await tab.CountAsync("*"), 100, MostNodes);
        await tab.CheckCleanAsync();
    }

    private int _events;
    private int _textLength;

    private Task AppendAsync(DrivenJob job) =>
        job.AppendAsync([.. Enumerable.Range((int)job.Seq, (int)Math.Min(PerAppend, _events - 1 - job.Seq)).Select(Payload)]);

    /// <summary>About half of the events are text; the others add new items.</summary>
    private EventPayload Payload(int n)
    {
        switch (n % 16)
        {
            case 1:
                return new ResultEvent($"item-{n}", JsonSerializer.SerializeToElement(new { number = n, name = $"Item {n}" }));
            case 3:
                return new MetricUpdateEvent($"metric_{n}", n);
            case 5:
                return new InsightEmittedEvent($"insight-{n}", "skills", Importance.Medium, $"Insight {n}", "one");
            case 7:
                return new TimelineEvent($"timeline-{n}", "AGENT_PROGRESS", $"Progress {n}", "IN_PROGRESS");
            case 9:
                return new DiffChunkEvent($"diff-{n}", "SKILLS", $"before {n}", $"after {n}", $"Change {n}", DiffOp.Change);
            case 11:
                return new ValidationUpdateEvent($"rule-{n}", $"Rule {n}", ValidationStatus.Pass);
            case 13:
                return new StepProgressEvent("one", StepStatus.Running, n * 100 / _events, n, _events);
            default:
                string text = $"word{n} ";
                var token = new TokenEvent("story", text, _textLength);
                _textLength += text.Length;
                return token;
        }
    }
}
