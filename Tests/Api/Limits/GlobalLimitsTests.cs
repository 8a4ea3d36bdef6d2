using System.Net;
using System.Net.Http.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.Tests.Api.Limits;

/// <summary>Limits of one Api for all callers together: health and operators come through.</summary>
public sealed class GlobalLimitsTests
{
    [Fact]
    public async Task WhenAllRequestsAreTakenHealthOperatorsAndStreamsAreServed()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Limits:Requests", "3"), ("Api:Heartbeat", "00:00:00.200"));
        var job = new TestJob();
        await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        await system.Store.BeginAttemptAsync(job.Id, null, null, default); // its log stays as it is: a job that waits would be reported in it
        using var leave = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 3).Select(_ => HoldAsync(system.Http, $"/api/jobs/{job.Id}/events?after=0-1&wait=60", leave.Token)).ToList();
        HttpResponseMessage refused = null!;
        await Logs.EventuallyAsync(
            async () => (refused = await system.Http.GetAsync(new Uri("/api/jobs", UriKind.Relative))).StatusCode == HttpStatusCode.ServiceUnavailable,
            "a fourth request was served");
        Assert.Equal(TimeSpan.FromSeconds(2), refused.Headers.RetryAfter?.Delta);
        Assert.Contains("Limits:Requests", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        foreach (string path in (string[])["/alive", "/health", "/api/ops/state", "/ops", "/"])
        {
            using var answer = await system.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        }

        using var stream = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{job.Id}/stream"));
        await stream.EventsAsync(_ => true);
        using var messages = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, $"/streams/{job.Id}?offset=-1&live=sse"));
        using var response = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, $"/v1/responses/{job.Id}?stream=true"));
        Assert.All(waiting, request => Assert.False(request.IsCompleted));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        await Logs.EventuallyAsync(
            async () => (await system.Http.GetAsync(new Uri("/api/jobs", UriKind.Relative))).IsSuccessStatusCode, "a request that ended is still counted");
    }

    [Fact]
    public async Task StreamsThatStartTheirJobsAreNotCountedAsRequests()
    {
        await using var system = await EmbeddedSystem.StartAsync(
            [("Limits:Requests", "2"), ("Diagnostics:Enabled", "true")], builder => builder.AddJobWorker().AddPipelines());
        var open = new List<SseStream>();
        try
        {
            foreach (string url in (string[])["/ag-ui/diagnostics", "/ag-ui/diagnostics", "/v1/responses", "/v1/responses"])
            {
                open.Add(await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Post, url)
                {
                    Content = JsonContent.Create(new Dictionary<string, object>
                    {
                        ["model"] = "diagnostics", ["stream"] = true, ["job_input"] = Endless, ["runId"] = $"{Guid.NewGuid()}", ["messages"] = Array.Empty<object>(), ["forwardedProps"] = Endless,
                    }),
                }));
            }

            await Logs.EventuallyAsync(async () => (await system.Store.ListAsync(null, 10, default)).Jobs.Any(job => job.Status == JobStatus.Running), "no job runs");
            using var answer = await system.Http.GetAsync(new Uri("/api/jobs", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Contains($"\"status\":\"running\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            open.ForEach(stream => stream.Dispose());
        }
    }

    private static readonly object Endless = new { items = 2, rounds = 9_000_000_000, parallel = 1, share = 5 };

    /// <summary>A request that waits. It is sent again when another request of the test was there first.</summary>
    private static async Task HoldAsync(HttpClient api, string path, CancellationToken leave)
    {
        while ((await api.GetAsync(new Uri(path, UriKind.Relative), leave)).StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            await Task.Delay(20, leave);
        }
    }

    [Fact]
    public async Task StreamsLeaveConnectionsForOtherRequests()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:MaxConnections", "40"), ("Api:Heartbeat", "00:00:00.200"));
        var job = new TestJob();
        await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        string path = $"/api/jobs/{job.Id}/stream";
        var open = new List<SseStream>();
        try
        {
            for (int i = 0; i < 38; i++)
            {
                open.Add(await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, path)));
                await open[^1].EventsAsync(_ => true);
            }

            using var late = await system.Http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, late.StatusCode);
            Assert.Matches("^retry: [0-9]{5}\n\n$", await late.Content.ReadAsStringAsync());
            using var alive = await system.Http.GetAsync(new Uri("/alive", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        }
        finally
        {
            open.ForEach(stream => stream.Dispose());
        }
    }
}
