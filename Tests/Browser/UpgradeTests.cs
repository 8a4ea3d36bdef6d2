using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>What a browser loads again, and pages whose version the server has not any more.</summary>
[Collection(BrowserTests.Name)]
public sealed class UpgradeTests(BrowserSystem system)
{
    private const string Before = "0000000000000000";

    /// <summary>The files of the page that were asked for over the network: from the cache, nothing is transferred.</summary>
    private const string Transferred =
        "() => performance.getEntriesByType('resource').filter((e) => e.transferSize > 0 && !new URL(e.name).pathname.startsWith('/api/')).map((e) => new URL(e.name).pathname)";

    private const string Version = "() => document.querySelector('script[type=module]').src.split('/')[4]";

    [Fact]
    public async Task ASecondLoadAsksForTheDocumentAndOneScript()
    {
        await using var visitor = await system.VisitAsync();
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync(".start-card form");
        Assert.InRange((await tab.Page.EvaluateAsync<string[]>(Transferred)).Length, 30, 60);
        var second = await visitor.OpenAsync();
        await second.Page.WaitForSelectorAsync(".start-card form");
        Assert.Equal(["/start.js"], await second.Page.EvaluateAsync<string[]>(Transferred));
        await second.CheckCleanAsync();
    }

    [Fact]
    public async Task AViewThatAnEarlierVersionHasNotLoadedOpensInTheNewOne()
    {
        await using var visitor = await system.VisitAsync();
        await using var earlier = await EarlierVersion.BeginAsync(visitor);
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync(".start-card form");
        Assert.Equal(Before, await tab.Page.EvaluateAsync<string>(Version));
        await earlier.UpgradeAsync();
        await tab.Page.EvaluateAsync("() => { new MutationObserver(() => document.querySelector('.not-found') && sessionStorage.setItem('complained', 'yes')).observe(document.body, { subtree: true, childList: true }); }");
        await tab.Page.Locator(".top-nav a[href='/jobs']").ClickAsync();
        await tab.Page.WaitForSelectorAsync("form.filters");
        Assert.Null(await tab.Page.EvaluateAsync<string?>("() => sessionStorage.getItem('complained')")); // not that the server can't be reached
        Assert.Equal("/jobs", new Uri(tab.Page.Url).AbsolutePath);
        Assert.NotEqual(Before, await tab.Page.EvaluateAsync<string>(Version));
    }

    [Fact]
    public async Task APanelThatAnEarlierVersionHasNotLoadedOffersTheNewOne()
    {
        await using var visitor = await system.VisitAsync();
        var id = await system.Apis[0].StartAsync(new { resume_text = "Ann Lee\nEngineer\n\nSKILLS\nPython" }, "resume-parsing");
        await using var earlier = await EarlierVersion.BeginAsync(visitor);
        var tab = await visitor.OpenAsync(id);
        await tab.EndAsync();
        await earlier.UpgradeAsync();
        await tab.Page.Locator("#tab-time").ClickAsync();
        var newer = tab.Page.Locator("[role=alert]", new() { HasText = "There is a newer version of this page." });
        await newer.WaitForAsync();
        await newer.GetByRole(AriaRole.Button).ClickAsync();
        await tab.Page.WaitForSelectorAsync(".waterfall");
        Assert.NotEqual(Before, await tab.Page.EvaluateAsync<string>(Version));
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task AnotherLanguageOfAnEarlierVersionComesWithTheNewOne()
    {
        await using var visitor = await system.VisitAsync();
        await using var earlier = await EarlierVersion.BeginAsync(visitor);
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync(".start-card form");
        await earlier.UpgradeAsync();
        await tab.Page.Locator(".top-nav button[lang=fr]").ClickAsync();
        await tab.Page.WaitForSelectorAsync("html[lang=fr] .start-card form");
        Assert.NotEqual(Before, await tab.Page.EvaluateAsync<string>(Version));
    }

    /// <summary>While replicas are upgraded one after the other, one gives the document and another one is asked for its files.</summary>
    [Fact]
    public async Task ADocumentWhoseFilesAreNotThereYetSaysSoAndOpens()
    {
        await using var visitor = await system.VisitAsync();
        await using var earlier = await EarlierVersion.BeginAsync(visitor, onlyDocument: true);
        var tab = await visitor.OpenAsync();
        await tab.Page.WaitForSelectorAsync("[role=alert]:has-text('This page is being updated.')");
        await earlier.UpgradeAsync();
        await tab.Page.WaitForSelectorAsync(".start-card form");
        Assert.NotEqual(Before, await tab.Page.EvaluateAsync<string>(Version));
    }

    /// <summary>The server as it was before an upgrade: this version under another name. After the upgrade the server itself answers.</summary>
    private sealed class EarlierVersion : IAsyncDisposable
    {
        private readonly IBrowserContext _context;

        private EarlierVersion(IBrowserContext context) => _context = context;

        /// <param name="onlyDocument">Its files are asked from the server itself.</param>
        public static async Task<EarlierVersion> BeginAsync(Visitor visitor, bool onlyDocument = false)
        {
            var before = new EarlierVersion(visitor.Context);
            string version = "";
            await visitor.Context.RouteAsync(address => !address.Contains("/assets/", StringComparison.Ordinal), async route =>
            {
                if (route.Request.ResourceType != "document")
                {
                    await route.ContinueAsync();
                    return;
                }

                var document = await route.FetchAsync();
                string text = await document.TextAsync();
                version = text.Split("/assets/")[1].Split('/')[0];
                await route.FulfillAsync(new() { Response = document, Body = text.Replace(version, Before, StringComparison.Ordinal) });
            });
            if (!onlyDocument)
            {
                await visitor.Context.RouteAsync($"**/assets/{Before}/**", route => route.ContinueAsync(new() { Url = route.Request.Url.Replace(Before, version, StringComparison.Ordinal) }));
            }

            return before;
        }

        public Task UpgradeAsync() => _context.UnrouteAllAsync();

        public async ValueTask DisposeAsync() => await UpgradeAsync();
    }
}
