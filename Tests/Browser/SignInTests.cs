using AspireStreaming.Tests.Auth;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>The page of a server that tells callers apart.</summary>
[Collection(BrowserTests.Name)]
public sealed class SignInTests(BrowserSystem system)
{
    [Fact]
    public async Task ACallerSignsInStartsAJobAndWatchesItAndAnotherCallerDoesNotFindIt()
    {
        await using var server = await AuthSystem.WithKeysAsync();
        await using var ann = await system.VisitAsync(site: server.Address);
        var tab = await ann.OpenAsync();
        await SignInAsync(tab, "no such key");
        Assert.Contains("no longer", await tab.Page.Locator("#sign-in [role=alert]:visible").InnerTextAsync(), StringComparison.Ordinal);
        await SignInAsync(tab, AuthSystem.KeyOf("ann"));

        await tab.Page.Locator(".pipeline:has(input[value=resume-parsing])").ClickAsync();
        await tab.Page.Locator(".fill").ClickAsync();
        await tab.Page.Locator("form .primary").ClickAsync();
        await tab.OnJobAsync();
        await tab.EndAsync();
        await tab.AtLeastAsync(".career li", 3);
        await tab.CheckWholeAsync();
        Assert.All(ann.Requests, request => Assert.DoesNotContain("key-4Zk1", request.Url, StringComparison.Ordinal));

        await using var bob = await system.VisitAsync(site: server.Address);
        var other = await bob.OpenAsync(new Uri(tab.Page.Url).AbsolutePath);
        await SignInAsync(other, AuthSystem.KeyOf("bob"));
        await other.StateAsync("failed");
        Assert.Equal(0, await other.CountAsync(".career li"));

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await tab.Page.WaitForSelectorAsync("#sign-in");
        Assert.Equal(0, await tab.CountAsync(".job-row"));
    }

    [Fact]
    public async Task TheOperatorsPageAsksForAKeyAndSaysWhenItsScopeIsMissing()
    {
        await using var server = await AuthSystem.WithKeysAsync(("Diagnostics:Enabled", "true"));
        var id = await server.As("ann").StartAsync("diagnostics", Diagnostics.Endless.Request);
        await using var visitor = await system.VisitAsync(site: server.Address);
        var tab = await visitor.OpenAsync("/ops");
        await SignInAsync(tab, AuthSystem.KeyOf("ann"));
        await tab.StateAsync("failed");
        Assert.Contains("ops", await tab.Page.Locator("[role=alert]:visible").InnerTextAsync(), StringComparison.Ordinal);

        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await tab.Page.GotoAsync("/ops");
        await SignInAsync(tab, AuthSystem.KeyOf("operator"));
        await tab.StateAsync("live");
        var row = tab.Page.GetByRole(AriaRole.Group, new() { Name = "Active jobs" }).Locator("tr", new() { HasText = id.ToString()[..8] });
        await row.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await row.WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private static async Task SignInAsync(Tab tab, string key)
    {
        await tab.Page.Locator("#sign-in input").FillAsync(key);
        await tab.Page.RunAndWaitForResponseAsync(
            () => tab.Page.Locator("#sign-in button").ClickAsync(), response => response.Request.Headers.GetValueOrDefault("authorization") == $"Bearer {key}");
    }
}
