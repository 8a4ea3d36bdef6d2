using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Api;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Viewers;

/// <summary>
/// One job, watched live by general SSE clients. Each sees the same ids and the same data, also when its connection breaks in the
/// middle of a frame and the client reconnects by itself.
/// </summary>
[Collection(SharedSystem.Name)]
public sealed class IndependentViewerTests(RunningSystem system)
{
    private static readonly TimeSpan WaitLimit = TimeSpan.FromMinutes(3);

    private static readonly (string Name, Func<Uri, Task<List<Seen>>> View)[] Viewers =
    [
        ("Chromium's EventSource", url => ViewInNodeAsync("chromium", url)),
        ("npm eventsource", url => ViewInNodeAsync("eventsource", url)),
        ("npm @microsoft/fetch-event-source", url => ViewInNodeAsync("fetch-event-source", url)),
        ("System.Net.ServerSentEvents", ViewInDotNetAsync),
        ("curl -N", ViewByCurlAsync),
    ];

    [Fact]
    public Task AllViewersSeeTheSameEvents() => CompareAsync(cutInFrame: 12);

    [Fact]
    [Trait("Category", "Long")]
    public Task AllViewersSeeTheSameEventsAfterACutInTheFirst() => CompareAsync(cutInFrame: 1);

    private async Task CompareAsync(int cutInFrame)
    {
        await NodeModules.EnsureAsync();
        var id = await system.Apis[0].StartAsync(Work.Long.Request);
        var proxies = Viewers.Select((_, i) => new CuttingProxy(new Uri(system.App.ApiUrls[i % 2]), cutInFrame)).ToList();
        try
        {
            var views = Viewers.Zip(proxies, (v, proxy) => v.View(new Uri(proxy.Address, $"/api/jobs/{id}/stream"))).ToList();
            var log = await system.Apis[0].ReadAsync(id);
            WholeLog.Check(log);
            string expected = Text(log.Select(e => new Seen(e.Id!, e.Name!, e.Data)));
            foreach (var (viewer, view) in Viewers.Zip(views))
            {
                Assert.Equal((viewer.Name, expected), (viewer.Name, Text(await view.WaitAsync(WaitLimit))));
            }

            Assert.All(proxies, proxy => Assert.True(proxy.HasCut));
        }
        finally
        {
            foreach (var proxy in proxies)
            {
                await proxy.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(8, false)]
    [InlineData(null, true)]
    public async Task AClientThatRepeatsItsPostSeesOneJobWhole(int? cutInFrame, bool hide)
    {
        string body = SeedFrames.Jobs([.. Enumerable.Range(1, 4).Select(i => ($"Developer {i}", "Python developer with React. 3+ years required."))]);
        int before = await CountAsync();
        await using var proxy = new CuttingProxy(new Uri(system.App.ApiUrls[0]), cutInFrame);
        await using var client = await RepeatingClient.StartAsync(new Uri(proxy.Address, "/api/match-jobs/stream"), body, hide);
        var frames = await client.ReadAsync();
        Assert.Equal(cutInFrame is not null, proxy.HasCut);
        await using var whole = await SeedStream.GetAsync(system.Apis[1].Http, (string)frames[0].Json()["stream_url"]!);
        Assert.Equal(await whole.ReadAsync(), frames);
        Assert.Equal(before + 1, await CountAsync());

        async Task<int> CountAsync() =>
            (await system.Apis[0].GetAsync("/api/jobs?limit=200")).Body.GetProperty("jobs").EnumerateArray().Count(job => job.GetProperty("pipeline").GetString() == "match-jobs");
    }

    private static string Text(IEnumerable<Seen> events) => string.Join('\n', events);

    private static async Task<List<Seen>> ViewInNodeAsync(string kind, Uri url)
    {
        var lines = await RunAsync("node", [Path.Combine(NodeModules.Directory, "viewers", "view.js"), kind, url.ToString()]);
        return [.. lines.Select(line => JsonSerializer.Deserialize<string[]>(line)!).Select(e => new Seen(e[0], e[1], e[2]))];
    }

    /// <summary>As in its documentation: the next connection uses <c>LastEventId</c> and <c>ReconnectionInterval</c>.</summary>
    private static async Task<List<Seen>> ViewInDotNetAsync(Uri url)
    {
        using var http = new HttpClient();
        var seen = new List<Seen>();
        while (seen.LastOrDefault()?.Type != EventTypes.Done)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (seen.Count > 0)
            {
                request.Headers.Add("Last-Event-ID", seen[^1].Id);
            }

            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var parser = SseParser.Create(await response.Content.ReadAsStreamAsync());
            try
            {
                await foreach (var item in parser.EnumerateAsync())
                {
                    if (EventTypes.All.Contains(item.EventType))
                    {
                        seen.Add(new Seen(parser.LastEventId, item.EventType, item.Data));
                    }
                }
            }
            catch (IOException)
            {
                await Task.Delay(parser.ReconnectionInterval);
            }
        }

        return seen;
    }

    /// <summary>Reads the raw frames in a loop, as a shell script would.</summary>
    private static async Task<List<Seen>> ViewByCurlAsync(Uri url)
    {
        var seen = new List<Seen>();
        while (seen.LastOrDefault()?.Type != EventTypes.Done)
        {
            string[] resume = seen.Count > 0 ? ["-H", $"Last-Event-ID: {seen[^1].Id}"] : [];
            var lines = await RunAsync("curl", ["-sN", .. resume, url.ToString()], mayFail: true);
            var frame = new List<string>();
            foreach (string line in lines)
            {
                if (line.Length > 0)
                {
                    frame.Add(line);
                    continue;
                }

                if (frame is [var type, var data, var id] && id.StartsWith("id: ", StringComparison.Ordinal))
                {
                    seen.Add(new Seen(id[4..], type["event: ".Length..], data["data: ".Length..]));
                }

                frame.Clear(); // the rest at the end is a frame that was cut
            }
        }

        return seen;
    }

    private static async Task<List<string>> RunAsync(string program, string[] arguments, bool mayFail = false)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        })!;
        using var deadline = new CancellationTokenSource(WaitLimit);
        await using var kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync();
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        await process.WaitForExitAsync();
        Assert.True(mayFail || process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await error}");
        return lines;
    }

    private sealed record Seen(string Id, string Type, string Data);
}
