using System.Diagnostics;
using System.Text.Json;
using AspireStreaming.Tests.Viewers;

namespace AspireStreaming.Tests.Browser;

/// <summary>A page of somebody else's, made with React and the AI SDK's <c>useChat</c>, in a real browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class ChatPageTests(BrowserSystem system)
{
    [Fact]
    public async Task AChatIsReloadedOutlivesItsApiAndIsStopped()
    {
        string script = await BundleAsync("chat.js");
        string chat = JsonSerializer.Serialize(new { api = "/ui/diagnostics", id = $"{Guid.NewGuid():D}", body = Diagnostics.Endless.Request });
        await using var visitor = await system.VisitAsync();
        await visitor.Context.RouteAsync("**/chat", route => route.FulfillAsync(new()
        {
            ContentType = "text/html; charset=utf-8",
            Body = $"<!doctype html><title>Chat</title><link rel=icon href=data:,><body><script>window.chat = {chat}</script><script type=module>{script.Replace("</script", "<\\/script", StringComparison.Ordinal)}</script>",
        }));
        var tab = await visitor.OpenAsync("/chat");
        await tab.CheckCleanAsync();
        var page = tab.Page;
        await page.GetByText("Send").ClickAsync();
        await page.WaitForSelectorAsync(".step.started");
        string answer = Assert.Single(await AnswersAsync());

        await page.ReloadAsync();
        await page.WaitForSelectorAsync(".step.started");
        Assert.Equal(answer, Assert.Single(await AnswersAsync()));

        await system.App.Apis[0].KillAsync();
        await system.App.Apis[0].StartAsync();
        await system.App.WaitHealthyAsync(CancellationToken.None);
        Assert.Equal("streaming", await page.InnerTextAsync("#status"));
        await page.GetByText("Stop").ClickAsync();

        await page.WaitForFunctionAsync("() => document.querySelector('#status').textContent === 'ready'");
        var (_, snapshot) = await system.Apis[1].GetAsync($"/api/jobs/{answer}/snapshot");
        Assert.Equal("canceled", snapshot.GetProperty("status").GetString());
        Assert.True(await page.EvaluateAsync<bool>("(snapshot) => isNative(JSON.parse(snapshot))", snapshot.GetRawText()));
        Assert.Equal("", await page.InnerTextAsync("#error"));

        Task<string[]> AnswersAsync() => page.EvaluateAsync<string[]>("answers");
    }

    private static async Task<string> BundleAsync(string page)
    {
        await NodeModules.EnsureAsync();
        using var bundler = Process.Start(new ProcessStartInfo(
            "node",
            [
                Path.Combine(NodeModules.Directory, "node_modules", "esbuild", "bin", "esbuild"), Path.Combine(NodeModules.Directory, "pages", page),
                "--bundle", "--format=esm", "--define:process.env.NODE_ENV=\"production\"", "--log-level=error",
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        string script = await bundler.StandardOutput.ReadToEndAsync();
        await bundler.WaitForExitAsync();
        Assert.Equal(0, bundler.ExitCode);
        return script;
    }
}
