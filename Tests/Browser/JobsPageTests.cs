using AspireStreaming.Tests.Distributed;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>The list of all jobs: narrowed by its filter, changed many at a time.</summary>
[Collection(BrowserTests.Name)]
public sealed class JobsPageTests(BrowserSystem system)
{
    [Fact]
    public async Task JobsAreFoundByNameAndStatusAndChangedTogether()
    {
        string mark = Guid.NewGuid().ToString("N")[..8];
        var done = await StartAsync(Work.Short, $"done {mark}");
        var failed = await StartAsync(Diagnostics.Failing, $"failed {mark}");
        var running = await StartAsync(Diagnostics.Endless, $"running {mark}");
        await system.Apis[0].ReadAsync(done);
        await system.Apis[0].ReadAsync(failed);

        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.Locator(".top-nav a[href='/jobs']").ClickAsync();
        await tab.Page.Locator("input[type=search]").FillAsync(mark.ToUpperInvariant());
        await NamesAsync($"running {mark}", $"failed {mark}", $"done {mark}");
        var status = tab.Page.Locator(".filters select").Nth(1);
        await status.SelectOptionAsync("failed");
        await NamesAsync($"failed {mark}");
        Assert.Contains("status=failed", tab.Page.Url, StringComparison.Ordinal);
        await tab.Page.ReloadAsync();
        await NamesAsync($"failed {mark}"); // the address has the filter

        // The error is not retryable, so the same request would fail again.
        await tab.Page.Locator(".jobs-tools input").CheckAsync();
        await Button("Retry 1").ClickAsync();
        await tab.Page.Locator(".banner", new() { HasText = "1 job would fail again" }).WaitForAsync();
        await status.SelectOptionAsync("");
        await NamesAsync($"running {mark}", $"failed {mark}", $"done {mark}");

        await tab.Page.Locator(".jobs-tools input").CheckAsync();
        await Button("Cancel 1").ClickAsync();
        await tab.Page.Locator($".job-row[href='/jobs/{running}'] .pill[data-status=canceled]").WaitForAsync();
        await tab.Page.Locator(".jobs-tools input").CheckAsync();
        await Button("Delete 3").ClickAsync();
        await NamesAsync();
        await tab.Page.Locator(".toast-undo").ClickAsync();
        await NamesAsync($"running {mark}", $"failed {mark}", $"done {mark}");
        await tab.CheckCleanAsync();

        ILocator Button(string name) => tab.Page.GetByRole(AriaRole.Button, new() { Name = name });

        Task NamesAsync(params string[] names) => tab.Page.WaitForFunctionAsync(
            "(names) => JSON.stringify([...document.querySelectorAll('.job-row-name > :first-child')].map((x) => x.textContent)) === names", System.Text.Json.JsonSerializer.Serialize(names));
    }

    [Fact]
    public async Task ABatchWithAFailedFileIsNotPlainlyCompleted()
    {
        using var form = new MultipartFormDataContent { { new StringContent("Ann Lee\nCook"), "files", "ann.txt" }, { new StringContent(""), "files", "empty.txt" } };
        var (_, started) = await system.Apis[0].SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/jobs/cv-parse") { Content = form });
        var id = started.GetProperty("job_id").GetGuid();
        await system.Apis[0].ReadAsync(id);
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync("/jobs");
        var pill = tab.Page.Locator($".job-row[href='/jobs/{id}'] .pill");
        await pill.WaitForAsync();
        string text = await pill.InnerTextAsync();
        Assert.Equal("Completed, 1 failed", text, ignoreCase: true);
        await tab.Page.Locator($".job-row[href='/jobs/{id}']").ClickAsync();
        await tab.EndAsync("partial");
        Assert.Equal(text, await tab.Page.Locator(".job-title .pill").InnerTextAsync());
        await tab.CheckCleanAsync();
    }

    private Task<Guid> StartAsync(DiagnosticsWork work, string title) =>
        system.Apis[0].StartAsync(new { title, items = work.Items, rounds = work.Rounds, seal_rounds = work.SealRounds, parallel = work.Parallel, share = work.Share });
}
