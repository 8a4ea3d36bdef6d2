using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Protocols.Mcp;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Auth;
using AspireStreaming.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AspireStreaming.Tests.Protocols;

/// <summary>What the C# client of MCP may do, and for whom.</summary>
public sealed class McpCallerTests
{
    private static readonly Dictionary<string, object?> Resume = new() { ["resume_text"] = "John Doe\nEngineer\nSKILLS\nPython" };

    [Fact]
    public async Task CallsAndJobsAreTheirCallersAloneAndCountForItsLimits()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreamingDiagnostics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var system = await AuthSystem.WithKeysAsync(("Limits:StartsPerMinute", "3"));
        Guid annsJob = default;
        foreach (string version in (string[])["2025-11-25", "2026-07-28"])
        {
            await using var ann = await ConnectAsync(system, "ann", version);
            await using var bob = await ConnectAsync(system, "bob", version);
            Assert.Contains("resume-parsing", (await ann.ListToolsAsync()).Select(tool => tool.Name));
            var trace = ActivityTraceId.CreateRandom();
            var seen = new System.Collections.Concurrent.ConcurrentBag<int>();
            // The client stops telling the caller's IProgress when the result is there, even if notifications before it are not handled yet.
            await using var all = ann.RegisterNotificationHandler(NotificationMethods.ProgressNotification, (notification, _) =>
            {
                seen.Add(notification.Params!["progress"]!.GetValue<int>());
                return ValueTask.CompletedTask;
            });
            var result = await ann.CallToolAsync(
                "resume-parsing", Resume, new SynchronousProgress(_ => { }), new RequestOptions { Meta = new JsonObject { ["traceparent"] = $"00-{trace}-0102030405060708-01" } });
            Assert.NotEqual(true, result.IsError);
            var snapshot = result.StructuredContent!.Value;
            annsJob = snapshot.GetProperty("job_id").GetGuid();
            Assert.Equal((await system.As("ann").EndAsync(annsJob)).GetRawText(), snapshot.GetRawText());
            int events = snapshot.GetProperty("event_count").GetInt32() - 1;
            await Logs.EventuallyAsync(() => Task.FromResult(seen.Count >= events), () => $"{seen.Count} of {events} events came");
            Assert.Equal(Enumerable.Range(1, events), seen.Order());
            Assert.Contains($"{trace}", (await system.Store.GetAsync(annsJob, default))!.Traceparent, StringComparison.Ordinal);

            foreach (string tool in (string[])["get_job", "cancel_job"])
            {
                var arguments = new Dictionary<string, object?> { ["job_id"] = annsJob };
                Assert.Null((await ann.CallToolAsync(tool, arguments)).IsError);
                Assert.True((await bob.CallToolAsync(tool, arguments)).IsError);
            }

            Assert.Equal(0, (await bob.CallToolAsync("list_jobs")).StructuredContent!.Value.GetProperty("jobs").GetArrayLength());
        }

        await using var third = await ConnectAsync(system, "ann", "2025-11-25");
        Assert.NotEqual(true, (await third.CallToolAsync("resume-parsing", Resume)).IsError);
        Assert.Contains("Limits:StartsPerMinute", TextOf(await third.CallToolAsync("resume-parsing", Resume)), StringComparison.Ordinal);

        await using var reader = await ConnectAsync(system, "reader", "2026-07-28");
        Assert.Contains("jobs:start", TextOf(await reader.CallToolAsync("resume-parsing", Resume)), StringComparison.Ordinal);
        Assert.Contains("jobs:control", TextOf(await reader.CallToolAsync("cancel_job", new Dictionary<string, object?> { ["job_id"] = annsJob })), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => ConnectAsync(system, "starter", "2026-07-28"));
    }

    [Fact]
    public async Task AStreamGoesOnForItsCallerAloneAndThereIsNoOtherOne()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        await using var ann = await ConnectAsync(system, "ann", "2025-11-25");
        var job = (await ann.CallToolAsync("resume-parsing", Resume, new SynchronousProgress(_ => { }))).StructuredContent!.Value;
        var id = new McpEventId(EventId.None, job.GetProperty("job_id").GetGuid());
        foreach (var (caller, cursor, status) in new[]
        {
            ("ann", id.ToString(), HttpStatusCode.OK),
            ("bob", id.ToString(), HttpStatusCode.NotFound),
            ("ann", (id with { JobId = Guid.NewGuid() }).ToString(), HttpStatusCode.NotFound),
            ("ann", "1-2", HttpStatusCode.BadRequest),
            ("ann", "", HttpStatusCode.MethodNotAllowed),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/mcp");
            request.Headers.Add("Accept", "text/event-stream");
            if (cursor.Length > 0)
            {
                request.Headers.Add("Last-Event-ID", cursor);
            }

            using var response = await system.As(caller).SendAsync(request);
            Assert.Equal((caller, cursor, status), (caller, cursor, response.StatusCode));
            if (status == HttpStatusCode.OK)
            {
                Assert.Contains("\"structuredContent\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    private static string TextOf(CallToolResult result)
    {
        Assert.True(result.IsError);
        return ((TextContentBlock)result.Content[0]).Text;
    }

    private static Task<McpClient> ConnectAsync(AuthSystem system, string caller, string version) => McpClient.CreateAsync(
        new HttpClientTransport(
            new HttpClientTransportOptions { Endpoint = new Uri(system.Address, "/mcp"), TransportMode = HttpTransportMode.StreamableHttp }, system.As(caller)),
        new McpClientOptions { ProtocolVersion = version });

    private sealed class SynchronousProgress(Action<ProgressNotificationValue> report) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => report(value);
    }
}
