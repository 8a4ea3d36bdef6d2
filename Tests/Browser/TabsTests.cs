
namespace AspireStreaming.Tests.Browser;

/// <summary>A browser allows six HTTP/1.1 connections to a server: more tabs than that must share.</summary>
[Collection(BrowserTests.Name)]
public sealed class TabsTests(BrowserSystem system)
{
    private const string Rows = ".sort-table tbody";

    [Fact]
    public Task TabsShareOneStreamAndHandItOver() => HandOverAsync(count: 4);

    [Fact]
    [Trait("Category", "Long")]
    public Task TenTabsShareOneStreamAndHandItOver() => HandOverAsync(count: 10);

    private async Task HandOverAsync(int count)
    {
        await using var job = await DrivenJob.StartAsync(system);
        await using var visitor = await system.VisitAsync();
        var tabs = new List<Tab>();
        for (int i = 0; i < count; i++)
        {
            tabs.Add(await visitor.OpenAsync(job.Id));
            await job.ItemsAsync(1);
        }

        await Task.WhenAll(tabs.Select(tab => tab.AtLeastAsync(Rows, count)));
        var leader = Assert.Single(tabs, Leads);
        tabs.Remove(leader);
        await leader.Page.CloseAsync();
        await job.ItemsAsync(5);
        await Task.WhenAll(tabs.Select(tab => tab.AtLeastAsync(Rows, count + 5)));
        Assert.Single(tabs, Leads);
        await job.DoneAsync();
        await Task.WhenAll(tabs.Select(tab => tab.EndAsync()));
        foreach (var tab in tabs)
        {
            await tab.Page.BringToFrontAsync();
            await job.CheckAsync(tab);
            await tab.CheckCleanAsync();
        }

        Assert.DoesNotContain(visitor.Requests, r => r.Url.Contains($"/api/jobs/{job.Id}/stream", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TabsOfDifferentJobsShareOneStream()
    {
        await using var one = await DrivenJob.StartAsync(system);
        await using var other = await DrivenJob.StartAsync(system);
        await using var visitor = await system.VisitAsync();
        var first = await visitor.OpenAsync(one.Id);
        var second = await visitor.OpenAsync(other.Id);
        for (int i = 0; i < 5; i++)
        {
            await one.ItemsAsync(2);
            await other.ItemsAsync(1);
        }

        await Task.WhenAll(first.AtLeastAsync(Rows, 10), second.AtLeastAsync(Rows, 5));
        await one.DoneAsync();
        await first.EndAsync();
        await other.ItemsAsync(5);
        await other.DoneAsync();
        await second.EndAsync();
        await first.Page.BringToFrontAsync();
        await one.CheckAsync(first);
        await second.Page.BringToFrontAsync();
        await other.CheckAsync(second);
        Assert.False(Leads(second));
        Assert.DoesNotContain(visitor.Requests, r => r.Url.EndsWith("/stream", StringComparison.Ordinal) || r.Url.Contains("/stream?", StringComparison.Ordinal));
    }

    private static bool Leads(Tab tab) => tab.Requests.Any(r => r.Url.Contains("/api/streams?", StringComparison.Ordinal));
}
