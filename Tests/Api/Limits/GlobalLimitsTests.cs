using System.Net;
using AspireStreaming.Tests.Support;

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
        Assert.All(waiting, request => Assert.False(request.IsCompleted));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        await Logs.EventuallyAsync(
            async () => (await system.Http.GetAsync(new Uri("/api/jobs", UriKind.Relative))).IsSuccessStatusCode, "a request that ended is still counted");
    }

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
