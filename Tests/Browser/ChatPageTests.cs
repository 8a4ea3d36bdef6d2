using System.Text.Json;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Viewers;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Browser;

/// <summary>A page of somebody else's, made with React and the AI SDK's <c>useChat</c>, in a real browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class ChatPageTests(BrowserSystem system)
{
    [Fact]
    public async Task AChatIsReloadedOutlivesItsApiAndIsStopped()
    {
        await using var visitor = await VisitAsync(Diagnostics.Endless);
        var tab = await visitor.OpenAsync("/chat");
        await tab.CheckCleanAsync();
        var page = tab.Page;
        await page.GetByText("Send").ClickAsync();
        await page.WaitForSelectorAsync(".step.started");
        string answer = Assert.Single(await AnswersAsync(page));

        await page.ReloadAsync();
        await page.WaitForSelectorAsync(".step.started");
        Assert.Equal(answer, Assert.Single(await AnswersAsync(page)));

        await system.App.Apis[0].KillAsync();
        await system.App.Apis[0].StartAsync();
        await system.App.WaitHealthyAsync(CancellationToken.None);
        Assert.Equal("streaming", await page.InnerTextAsync("#status"));
        await page.GetByText("Stop").ClickAsync();
        await CheckStoppedAsync(page, answer);
    }

    [Fact]
    public async Task AnotherTabOfTheChatJoinsAndStopsItForBoth()
    {
        await using var visitor = await VisitAsync(Diagnostics.Talking);
        var first = (await visitor.OpenAsync("/chat")).Page;
        await first.GetByText("Send").ClickAsync();
        await first.WaitForFunctionAsync("() => answers.length === 1 && textOf().length > 20");
        string answer = Assert.Single(await AnswersAsync(first));

        var second = (await visitor.OpenAsync("/chat")).Page;
        await second.WaitForFunctionAsync("() => answers.length === 1 && textOf().length > 40");
        Assert.Equal(answer, Assert.Single(await AnswersAsync(second)));
        Assert.Equal("streaming", await first.InnerTextAsync("#status"));
        await second.GetByText("Stop").ClickAsync();
        await CheckStoppedAsync(first, answer);
        await CheckStoppedAsync(second, answer);

        // Nothing runs any more: a third tab has nothing to join.
        var third = (await visitor.OpenAsync("/chat")).Page;
        var asked = await third.RunAndWaitForResponseAsync(() => third.ReloadAsync(), response => response.Url.EndsWith("/stream", StringComparison.Ordinal));
        Assert.Equal(204, asked.Status);
        Assert.Empty(await AnswersAsync(third));
    }

    private async Task<Visitor> VisitAsync(DiagnosticsWork work)
    {
        string script = await PageBundle.MakeAsync("pages/chat.js");
        string chat = JsonSerializer.Serialize(new { api = "/ui/diagnostics", id = $"{Guid.NewGuid():D}", body = work.Request });
        var visitor = await system.VisitAsync();
        await visitor.Context.RouteAsync("**/chat", route => route.FulfillAsync(new()
        {
            ContentType = "text/html; charset=utf-8",
            Body = $"<!doctype html><title>Chat</title><link rel=icon href=data:,><body><script>window.chat = {chat}</script><script type=module>{script.Replace("</script", "<\\/script", StringComparison.Ordinal)}</script>",
        }));
        return visitor;
    }

    private async Task CheckStoppedAsync(IPage page, string answer)
    {
        await page.WaitForFunctionAsync("() => document.querySelector('#status').textContent === 'ready'");
        var (_, snapshot) = await system.Apis[1].GetAsync($"/api/jobs/{answer}/snapshot");
        Assert.Equal("canceled", snapshot.GetProperty("status").GetString());
        Assert.True(await page.EvaluateAsync<bool>("(snapshot) => isNative(JSON.parse(snapshot))", snapshot.GetRawText()));
        Assert.Equal("", await page.InnerTextAsync("#error"));
    }

    private static Task<string[]> AnswersAsync(IPage page) => page.EvaluateAsync<string[]>("answers");
}
