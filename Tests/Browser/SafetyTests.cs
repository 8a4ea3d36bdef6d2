
namespace AspireStreaming.Tests.Browser;

/// <summary>Content from other people is shown and never executed.</summary>
[Collection(BrowserTests.Name)]
public sealed class SafetyTests(BrowserSystem system)
{
    private const string Attack = "<img src=x onerror=\"window.owned=1\">";

    public static readonly TheoryData<string, object> Requests = new()
    {
        {
            "resume-tailoring",
            new { resume_text = $"{Attack}\nSoftware Engineer\n\nEXPERIENCE\nEngineer | {Attack} Inc. | 2019 - 2024\n- Built {Attack} with Python\n\nSKILLS\nPython, {Attack}", job_text = $"Engineer {Attack}\n\nRequirements\n- Python\n- {Attack}\n- Kafka" }
        },
        { "match-jobs", new { resume_text = "Ann Lee\nEngineer\n\nSKILLS\nPython", jobs = new[] { new { jobtitle = Attack, joblink = "javascript:window.owned=1", jobdata = $"{Attack} needs Python" } } } },
        { "cv-matching", new { must_have = new[] { Attack }, cvs = new[] { new { cv = $"{Attack}.txt", text = $"Ann Lee\nEngineer\n{Attack}" } } } },
        { "agent-workflow", new { project_id = "safety", query = $"Create an epic for {Attack} payments" } },
        { "job-analysis", new { job_text = $"Engineer {Attack}\n\nRequirements\n- {Attack} and Python" } },
        { "cover-letter", new { resume_text = $"{Attack}\nEngineer\n\nEXPERIENCE\nEngineer | {Attack} Inc. | 2019 - 2024\n- Built {Attack} with Python" } },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task MarkupInADocumentStaysText(string pipeline, object request)
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync(await system.Apis[0].StartAsync(request, pipeline));
        await tab.StateAsync("finished");
        foreach (var view in await tab.Page.Locator("[role=tab]:visible").AllAsync())
        {
            await view.ClickAsync();
        }

        Assert.Contains("<img src=x", await tab.Page.Locator("#main").EvaluateAsync<string>("(main) => main.textContent"), StringComparison.Ordinal);
        Assert.Equal(0, await tab.CountAsync("#main img, #main script, #main [href^='javascript']"));
        Assert.True(await tab.Page.EvaluateAsync<bool>("window.owned === undefined"));
        await tab.CheckCleanAsync();
    }

    [Fact]
    public async Task ThePolicyForbidsWhatThePageDoesNotDo()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync(".start-card form");
        // Even if markup reached the page, it would not run.
        await tab.Page.EvaluateAsync("(attack) => { document.body.insertAdjacentHTML('beforeend', attack); }", Attack);
        await tab.Page.WaitForFunctionAsync("() => violations.some((v) => v.startsWith('script-src'))");
        Assert.True(await tab.Page.EvaluateAsync<bool>("window.owned === undefined"));
    }
}
