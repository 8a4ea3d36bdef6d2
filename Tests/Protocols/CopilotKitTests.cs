using System.Text.Json;
using AspireStreaming.Bench.Processes;
using AspireStreaming.Tests.AppHost;
using AspireStreaming.Tests.Browser;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Viewers;
using Microsoft.Playwright;

namespace AspireStreaming.Tests.Protocols;

/// <summary>
/// A page made with CopilotKit, in a real browser, over CopilotKit's runtime, which speaks AG-UI with an Api. The packages of both are large:
/// they have a lock file of their own, and are installed by the long tests only.
/// </summary>
[Collection(ShortLease.Name)]
[Trait("Category", "Long")]
public sealed class CopilotKitTests(ShortLease system)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "Tests", "copilotkit");

    private readonly string _thread = $"{Guid.NewGuid():D}";

    /// <summary>The runtime is CopilotKit's own in all: <c>HttpAgent</c>, and a runner that has the runs of its process.</summary>
    [Fact]
    public async Task ARunIsReloadedAndOutlivesItsWorker()
    {
        using var files = new TemporaryDirectory();
        int port = FreePort.Next();
        await using var runtime = await StartAsync(files, "memory", port);
        await using var chromium = await Chromium.StartAsync();
        await using var visitor = await chromium.VisitAsync($"http://127.0.0.1:{port}");
        var tab = await visitor.OpenAsync(Address);
        await AskAsync(tab.Page);
        string jobId = await TextAsync(tab.Page);

        await tab.Page.ReloadAsync();
        Assert.Equal(jobId, await TextAsync(tab.Page));
        await tab.CheckCleanAsync(); // later its client warns that a text ends that was taken back
        await KillWorkerAsync(tab.Page, jobId);

        // Its stop button would end the watching only: the runner knows no more of an agent.
        await system.Apis[0].PostAsync($"/api/jobs/{jobId}/cancel");
        await CheckEndAsync(tab.Page, jobId);
        await tab.Page.ReloadAsync();
        await CheckEndAsync(tab.Page, jobId);
    }

    /// <summary>With <c>sdk/copilotkit.js</c>.</summary>
    [Fact]
    public async Task ARunOutlivesItsRuntimeAndIsStopped()
    {
        using var files = new TemporaryDirectory();
        int port = FreePort.Next();
        await using var chromium = await Chromium.StartAsync();
        await using var visitor = await chromium.VisitAsync($"http://127.0.0.1:{port}");
        string jobId;
        await using (await StartAsync(files, "durable", port))
        {
            var first = await visitor.OpenAsync(Address);
            await AskAsync(first.Page);
            jobId = await TextAsync(first.Page);
            await first.Page.CloseAsync();
        }

        await using var runtime = await StartAsync(files, "durable", port);
        var tab = await visitor.OpenAsync(Address);
        Assert.Equal(jobId, await TextAsync(tab.Page));
        await tab.CheckCleanAsync(); // later its client warns that a text ends that was taken back
        await KillWorkerAsync(tab.Page, jobId);
        var late = await visitor.OpenAsync(Address);
        await TextAsync(late.Page);

        await tab.Page.GetByTestId("copilot-send-button").ClickAsync(); // the stop button while an answer is written
        await CheckEndAsync(tab.Page, jobId);
        await CheckEndAsync(late.Page, jobId);
        await late.Page.ReloadAsync();
        await CheckEndAsync(late.Page, jobId);
    }

    private string Address => $"/?chat={Uri.EscapeDataString(JsonSerializer.Serialize(new { threadId = _thread, properties = Browser.Diagnostics.Talking.Request }))}";

    private async Task<NodeServer> StartAsync(TemporaryDirectory files, string kind, int port)
    {
        string script = Path.Combine(files.Path, "page.js");
        if (!File.Exists(script))
        {
            await File.WriteAllTextAsync(script, await PageBundle.MakeAsync("page.js", Folder));
        }

        return await NodeServer.StartAsync([Path.Combine(Folder, "runtime.js"), $"{port}", script, kind, system.App.ApiUrls[0].ToString().TrimEnd('/')]);
    }

    private static async Task AskAsync(IPage page)
    {
        await page.GetByTestId("copilot-chat-textarea").FillAsync("Hello");
        await page.GetByTestId("copilot-send-button").ClickAsync();
    }

    /// <summary>The job, once the page shows some of its text, and the question once.</summary>
    private static async Task<string> TextAsync(IPage page)
    {
        await page.WaitForFunctionAsync("() => window.shown?.().length === 1 && shown()[0].length > 20");
        Assert.Equal(["Hello"], await page.EvaluateAsync<string[]>("questions"));
        return (await page.EvaluateAsync<string?>("jobId"))!;
    }

    private async Task KillWorkerAsync(IPage page, string jobId)
    {
        var worker = await system.WorkerAtWorkAsync(Guid.Parse(jobId));
        await worker.KillAsync();
        await worker.StartAsync();
        await page.WaitForFunctionAsync("() => attempt === 2 && window.shown().length === 1 && shown()[0].length > 20");
    }

    private async Task CheckEndAsync(IPage page, string jobId)
    {
        await page.WaitForFunctionAsync("(id) => window.jobId === id && document.querySelector('#status').textContent === 'idle'", jobId);
        var (_, snapshot) = await system.Apis[1].GetAsync($"/api/jobs/{jobId}/snapshot");
        Assert.Equal("canceled", snapshot.GetProperty("status").GetString());
        string difference = "";
        await Logs.EventuallyAsync(
            async () => (difference = await page.EvaluateAsync<string>("(snapshot) => difference(JSON.parse(snapshot))", snapshot.GetRawText())).Length == 0, () => difference);
        Assert.Equal(["Hello"], await page.EvaluateAsync<string[]>("questions"));
    }
}
