using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>The backlog's road: a run tells what it added, and the project's backlog is searched and exported.</summary>
[Collection(BrowserTests.Name)]
public sealed class BacklogTests(BrowserSystem system)
{
    [Fact]
    public async Task ARunLeadsToTheBacklogOfItsProjectAndToAFile()
    {
        string project = $"shop é {Guid.NewGuid():N}";
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync("/projects");
        await tab.Page.Locator("#project").FillAsync(project);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Open", Exact = true }).ClickAsync();
        await tab.Page.GetByText("Nothing is in this backlog yet.").WaitForAsync();

        int first = await RunAsync(tab, "Create an epic with stories and test cases for card payments");
        var items = tab.Page.Locator(".backlog .backlog-item");
        Assert.Equal(first, await items.CountAsync());
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = $"Backlog of {project}" }).ClickAsync();
        await tab.Page.GetByText($"{first} items").First.WaitForAsync();
        Assert.Equal(first, await items.CountAsync());

        int second = await RunAsync(tab, "Create an epic for search filters");
        Assert.Equal(second, await items.CountAsync());
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = $"Backlog of {project}" }).ClickAsync();

        // Only what this run added is shown, until all runs are.
        await tab.Page.GetByText($"{second} found").WaitForAsync();
        Assert.Equal(second, await tab.CountAsync(".backlog-item[data-mark=found]"));
        await tab.Page.GetByLabel("Run", new() { Exact = true }).SelectOptionAsync("");
        await tab.AtLeastAsync(".backlog-item", first + second);
        Assert.Equal(first + second, await items.CountAsync());

        // A story is seen below its epic, which is found by nothing but the story.
        await tab.Page.GetByLabel("Type").SelectOptionAsync("story");
        await tab.AtLeastAsync(".backlog-item[data-mark=context][data-type=epic]", 1);
        string title = await tab.Page.Locator(".backlog-item[data-type=story] .backlog-title").First.InnerTextAsync();
        await tab.Page.GetByLabel("Search the backlog").FillAsync(title);
        await tab.Page.WaitForFunctionAsync("() => location.search.includes('find=')");
        await tab.Page.ReloadAsync();
        await tab.AtLeastAsync(".backlog-item[data-mark=found]", 1);
        string markdown = await ExportAsync(tab, "Markdown", ".md");
        Assert.StartsWith($"# Backlog of {project}\n\n## Epic: ", markdown, StringComparison.Ordinal);
        Assert.Contains($"### Story: {title}", markdown, StringComparison.Ordinal);
        await tab.Page.GetByLabel("Search the backlog").FillAsync("");
        await tab.Page.GetByLabel("Type").SelectOptionAsync("");
        Assert.Equal(1 + first + second, (await ExportAsync(tab, "CSV", ".csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Empty(await Axe.FindAsync(tab.Page));

        // The project is remembered.
        await tab.Page.GotoAsync("/projects");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = project }).ClickAsync();
        await tab.AtLeastAsync(".backlog-item", first + second);
        await tab.CheckCleanAsync();
    }

    /// <summary>Starts a run from the backlog's page. Returns how many items it says that it added.</summary>
    private static async Task<int> RunAsync(Tab tab, string query)
    {
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "New run for this project" }).ClickAsync();
        await tab.Page.Locator("textarea[name=query]").FillAsync(query);
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        await tab.Page.Locator("#tab-backlog").ClickAsync();
        string added = await tab.Page.Locator(".backlog .panel-note").InnerTextAsync();
        int count = int.Parse(added.Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(count > 0, added);
        return count;
    }

    private static async Task<string> ExportAsync(Tab tab, string name, string ending)
    {
        var download = await tab.Page.RunAndWaitForDownloadAsync(() => tab.Page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync());
        Assert.EndsWith(ending, download.SuggestedFilename, StringComparison.Ordinal);
        return await File.ReadAllTextAsync((await download.PathAsync())!);
    }
}
