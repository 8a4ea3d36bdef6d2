using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using AspireStreaming.Bench.Peers;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Auth;

/// <summary>The right in a <c>stream_url</c>, for clients that can send no headers.</summary>
public sealed class CapabilityTests
{
    private static readonly JobOwner Ann = new("acme", "ann");
    private static readonly (string, string?)[] Short = [("Auth:CapabilityLifetime", "00:00:06"), ("Api:Heartbeat", "00:00:00.200")];

    [Fact]
    public async Task AStreamUrlOpensTheStreamAndTheSnapshotOfItsJobAndNothingElse()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (job, other) = (await JobAsync(system), await JobAsync(system));
        var urls = (await system.As("ann").CallAsync("GET", $"/api/jobs/{job.Id}")).Body;
        string stream = urls.GetProperty("stream_url").GetString()!;
        string query = stream[stream.IndexOf('?', StringComparison.Ordinal)..];

        var client = system.As(null);
        using (var open = await OpenAsync(client, stream))
        {
            Assert.Equal("no-referrer", open.Response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("0-1", (await open.EventsAsync(e => e.Id == "0-1")).Single().Id);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync("GET", urls.GetProperty("snapshot_url").GetString()!));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("GET", $"/api/streams{query}&job={job.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("GET", $"/api/jobs/{other.Id}/stream{query}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("GET", $"/api/jobs/{other.Id}/snapshot{query}"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("GET", $"/api/streams{query}&job={other.Id}"));
        foreach (var (method, path) in new[] { ("GET", ""), ("GET", "/events"), ("DELETE", ""), ("POST", "/cancel"), ("POST", "/retry"), ("POST", "/capability"), ("DELETE", "/capability") })
        {
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(method, $"/api/jobs/{job.Id}{path}{query}"));
        }

        foreach (string wrong in new[] { "", query[..^4], query[..^20] + (query[^20] == 'A' ? 'B' : 'A') + query[^19..], "?capability=", "?capability=%00", $"?capability={job.Id}" })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync("GET", $"/api/jobs/{job.Id}/stream{wrong}"));
        }

        async Task<HttpStatusCode> StatusAsync(string method, string path) => (await client.CallAsync(method, path)).Status;
    }

    [Fact]
    public async Task ACallerThatMayOnlyStartJobsGetsNoRightToReadThem()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var starter = system.As("starter");
        var (status, started) = await starter.CallAsync("POST", "/api/jobs/resume-parsing", new { resume_text = "John Doe" });
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.DoesNotContain("capability", started.GetProperty("stream_url").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACookieServesThePagesOfTheSite()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/jobs/resume-parsing") { Content = new StringContent("{\"resume_text\":\"John Doe\"}", MediaTypeHeaderValue.Parse("application/json")) };
        using var response = await system.As("ann").SendAsync(request);
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));
        string path = response.Headers.Location!.ToString();
        Assert.Contains($"path={path};", cookie, StringComparison.Ordinal);
        Assert.EndsWith("; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal);

        var page = system.As(null);
        page.DefaultRequestHeaders.Add("Cookie", cookie.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await page.CallAsync("GET", $"{path}/snapshot")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await page.CallAsync("DELETE", path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await page.CallAsync("GET", $"/api/jobs/{(await JobAsync(system)).Id}/snapshot")).Status);
    }

    [Fact]
    public async Task ACapabilityThatIsNotRenewedEndsItsStream()
    {
        await using var system = await AuthSystem.WithKeysAsync(Short);
        var job = await JobAsync(system);
        string url = await StreamUrlAsync(system, job.Id);
        using var stream = await OpenAsync(system.As(null), url);
        var rights = await RightsAsync(stream);
        Assert.Equal(["access_expiring", "access_ended"], rights.Select(frame => frame.Name));
        Assert.All(rights, frame => Assert.Null(frame.Id));
        Assert.Equal($"{job.Id}", rights[0].Json.GetProperty("job_id").GetString());
        Assert.Equal("expired", rights[1].Json.GetProperty("reason").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await system.As(null).CallAsync("GET", url)).Status);
    }

    [Fact]
    public async Task ARenewedStreamGoesOnWithoutAReconnect()
    {
        await using var system = await AuthSystem.WithKeysAsync(Short);
        var (ann, job) = (system.As("ann"), await JobAsync(system));
        using var stream = await OpenAsync(system.As(null), await StreamUrlAsync(system, job.Id));
        for (int renewals = 0; renewals < 2; renewals++)
        {
            var expiring = await FrameAsync(stream, "access_expiring");
            string renew = expiring.Json.GetProperty("renew_url").GetString()!;
            Assert.Equal(HttpStatusCode.NotFound, (await system.As("bob").CallAsync("POST", renew)).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await system.As(null).CallAsync("POST", renew)).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await ann.CallAsync("POST", renew[..^3])).Status);
            Assert.Equal(HttpStatusCode.BadRequest, (await ann.CallAsync("POST", renew.Replace($"{job.Id}", $"{(await JobAsync(system)).Id}", StringComparison.Ordinal))).Status);
            var (status, body) = await ann.CallAsync("POST", renew);
            Assert.True(status == HttpStatusCode.OK && body.GetProperty("renewed").GetBoolean(), $"{status} {body}");
            Assert.True(body.GetProperty("expires_at").GetDateTimeOffset() > expiring.Json.GetProperty("expires_at").GetDateTimeOffset());
            await job.AppendAsync(system, renewals);
        }

        var events = await stream.EventsAsync(e => e.Id == "0-3");
        Assert.Equal("0-3", events[^1].Id);
    }

    [Fact]
    public async Task RevocationEndsTheStreamsOfCapabilitiesAndNoOthers()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (ann, job) = (system.As("ann"), await JobAsync(system));
        string url = await StreamUrlAsync(system, job.Id);
        using var held = await OpenAsync(system.As(null), url);
        using var many = await OpenAsync(system.As(null), $"/api/streams?job={job.Id}&{url.Split('?')[1]}");
        using var own = await OpenAsync(ann, $"/api/jobs/{job.Id}/stream");
        var hub = system.Services.GetRequiredService<AspireStreaming.Edge.Sse.JobStreamHub>();
        await Logs.EventuallyAsync(() => Task.FromResult(hub.Watchers == 3), "the streams are not open");

        var (status, body) = await ann.CallAsync("DELETE", $"/api/jobs/{job.Id}/capability");
        Assert.True(status == HttpStatusCode.OK && body.GetProperty("streams").GetInt32() == 2, $"{status} {body}");
        foreach (var ended in new[] { held, many })
        {
            Assert.Equal("revoked", Assert.Single(await RightsAsync(ended)).Json.GetProperty("reason").GetString());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await system.As(null).CallAsync("GET", url)).Status);
        await job.AppendAsync(system, 1);
        Assert.Equal("0-2", (await own.EventsAsync(e => e.Id == "0-2"))[^1].Id);
        using var again = await OpenAsync(system.As(null), await StreamUrlAsync(system, job.Id));
        Assert.Equal("0-2", (await again.EventsAsync(e => e.Id == "0-2"))[^1].Id);
    }

    [Fact]
    public async Task AStreamOfManyJobsGoesOnWithTheOtherJobs()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (first, second) = (await JobAsync(system), await JobAsync(system));
        string query = $"{(await StreamUrlAsync(system, first.Id)).Split('?')[1]}&{(await StreamUrlAsync(system, second.Id)).Split('?')[1]}";
        using var stream = await OpenAsync(system.As(null), $"/api/streams?job={first.Id}&job={second.Id}&{query}");
        await stream.EventsAsync(e => e.Id == "0-1,0-1");
        Assert.Equal(HttpStatusCode.OK, (await system.As("ann").CallAsync("DELETE", $"/api/jobs/{first.Id}/capability")).Status);
        Assert.Equal($"{first.Id}", (await FrameAsync(stream, "access_ended")).Json.GetProperty("job_id").GetString());
        await second.AppendAsync(system, 1);
        Assert.Equal("0-1,0-2", (await stream.EventsAsync(e => e.Id == "0-1,0-2"))[^1].Id);
    }

    [Fact]
    public async Task AStreamEndsWithItsCallersToken()
    {
        await using var authority = await TokenAuthority.StartAsync();
        await using var system = await AuthSystem.StartAsync([.. authority.Settings, ("Api:Heartbeat", "00:00:00.200")]);
        var job = await JobAsync(system);
        string Token() => authority.Token("ann", "acme", lifetime: TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, (await system.WithToken(Token()).CallAsync("GET", "/api/jobs")).Status); // the authority's keys are read now
        using var renewed = await OpenAsync(system.WithToken(Token()), $"/api/jobs/{job.Id}/stream");
        using var forgotten = await OpenAsync(system.WithToken(Token()), $"/api/jobs/{job.Id}/stream");
        using var operators = await OpenAsync(system.WithToken(authority.Token("op", "acme", scope: "ops", lifetime: TimeSpan.FromSeconds(6))), "/api/ops/stream");
        string renew = (await FrameAsync(renewed, "access_expiring")).Json.GetProperty("renew_url").GetString()!;
        Assert.True((await system.WithToken(Token()).CallAsync("POST", renew)).Body.GetProperty("renewed").GetBoolean());
        Assert.Equal(["access_expiring", "access_ended"], (await RightsAsync(forgotten)).Select(frame => frame.Name));
        Assert.Empty(await operators.EventsAsync()); // it ends; its states have no ids
        await job.AppendAsync(system, 1);
        Assert.Equal("0-2", (await renewed.EventsAsync(e => e.Id == "0-2"))[^1].Id);
    }

    [Fact]
    public async Task ACapabilityIsInNoLogAndNoSpan()
    {
        var told = new ConcurrentQueue<string>();
        using var spans = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => told.Enqueue($"{span.DisplayName} {string.Join(' ', span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(spans);
        await using var system = await AuthSystem.StartAsync(
            "http://127.0.0.1:0", [.. AuthSystem.Keys.Select(key => (key.Key, key.Value)), ("Logging:LogLevel:Default", "Trace")], new CapturedLog(told));
        var job = await JobAsync(system);
        string url = await StreamUrlAsync(system, job.Id);
        string capability = url[(url.IndexOf("capability=", StringComparison.Ordinal) + 11)..];
        using (var stream = await OpenAsync(system.As(null), url))
        {
            await stream.EventsAsync(e => e.Id == "0-1");
        }

        using (var renewing = await OpenAsync(system.As(null), url.Replace("/stream?", "/snapshot?", StringComparison.Ordinal)))
        {
            Assert.Equal(HttpStatusCode.OK, renewing.Response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await system.As(null).CallAsync("GET", url + "x")).Status);
        await Logs.EventuallyAsync(() => Task.FromResult(told.Any(line => line.Contains($"{job.Id}", StringComparison.Ordinal))), "nothing was recorded");
        Assert.DoesNotContain(told, line => line.Contains(capability, StringComparison.Ordinal));
    }

    private static async Task<HeldJob> JobAsync(AuthSystem system)
    {
        var job = new TestJob();
        Assert.True(await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow, owner: Ann), default)); // in no queue: no worker ends it
        return new HeldJob(job);
    }

    private static async Task<string> StreamUrlAsync(AuthSystem system, Guid job) =>
        (await system.As("operator").CallAsync("GET", $"/api/jobs/{job}")).Body.GetProperty("stream_url").GetString()!;

    private static Task<SseStream> OpenAsync(HttpClient client, string url) => SseStream.OpenAsync(client, new HttpRequestMessage(HttpMethod.Get, url));

    private static async Task<SseFrame> FrameAsync(SseStream stream, string name)
    {
        while (await stream.NextAsync() is { } frame)
        {
            if (frame.Name == name)
            {
                return frame;
            }
        }

        throw new InvalidOperationException($"The stream ended without {name}.");
    }

    /// <summary>The frames about the right to the stream, to its end.</summary>
    private static async Task<List<SseFrame>> RightsAsync(SseStream stream)
    {
        var rights = new List<SseFrame>();
        while (await stream.NextAsync() is { } frame)
        {
            if (frame.Name?.StartsWith("access_", StringComparison.Ordinal) is true)
            {
                rights.Add(frame);
            }
        }

        return rights;
    }

    /// <summary>A job that no worker has.</summary>
    private sealed class HeldJob(TestJob job)
    {
        public Guid Id => job.Id;

        public async Task AppendAsync(AuthSystem system, int value)
        {
            var append = job.Next([new MetricUpdateEvent("m", value)]);
            Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
            job.Confirm(append);
        }
    }

    private sealed class CapturedLog(ConcurrentQueue<string> told) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            told.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.Enqueue($"{formatter(state, exception)} {exception} {string.Join(' ', state as IEnumerable<KeyValuePair<string, object?>> ?? [])}");

        public void Dispose()
        {
            // It holds nothing.
        }
    }
}
