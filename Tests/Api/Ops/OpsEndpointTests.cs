using System.Net;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AspireStreaming.Tests.Api.Ops;

/// <summary>The endpoints under <c>/api/ops</c> over the embedded store.</summary>
public sealed class OpsEndpointTests
{
    [Fact]
    public async Task ASlowWatcherIsListedFirstWithItsLagAndCanBeClosed()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        using var api = new JobClient(system.Http.BaseAddress!.ToString());
        var job = await StartAsync(system);
        using var fast = await api.WatchAsync(job.Id);
        using var slow = await RawStream.SendAsync(new Uri(system.Http.BaseAddress!, $"/api/jobs/{job.Id}/stream?types=token"), receiveBuffer: 4096);
        string text = new('x', 100_000);
        var seen = await fast.EventsAsync(e => e.Id == "0-1");
        for (int i = 0; i < 100; i++)
        {
            await AppendAsync(system, job, job.Next([new TokenEvent("t", text, 0)]));
        }

        seen.AddRange(await fast.EventsAsync(e => e.Id == job.Last.ToString()));
        var state = await api.OpsAsync(
            s => s.Streams(job.Id).ToList() is [var first, var second]
                && first.GetProperty("lag_events").GetInt64() > 0 && first.GetProperty("lag_seconds").GetDouble() > 0 && second.GetProperty("lag_events").GetInt64() == 0,
            "the slow stream is not the first one");
        Assert.Equal(2, state.GetProperty("watchers").GetInt32());
        var (slowest, fastest) = (state.Streams(job.Id).First(), state.Streams(job.Id).Last());
        Assert.Equal(slow.LocalEndPoint, slowest.Text("client"));
        Assert.Equal("native?types=token", slowest.Text("dialect"));
        Assert.Equal(job.Seq, slowest.GetProperty("lag_events").GetInt64() + EventId.Parse(slowest.Text("last_event_id")!).Seq);
        Assert.Equal((job.Last.ToString(), $"{job.Seq}"), (fastest.Text("last_event_id"), fastest.Text("events")));
        Assert.True(fastest.GetProperty("bytes").GetInt64() > 100 * text.Length);

        // Closed at once, although its client takes nothing.
        await CloseAsync(api, slowest);
        state = await api.OpsAsync(s => s.Streams(job.Id).Count() == 1, "the slow stream is still open");
        Assert.Equal(fastest.Text("stream"), state.Streams(job.Id).Single().Text("stream"));

        await CloseAsync(api, fastest);
        Assert.Empty(await fast.EventsAsync()); // it ends between two frames
        Assert.Equal(0, fast.Torn);
        await AppendAsync(system, job, job.Done());
        seen.AddRange(await api.ReadAsync(job.Id, seen[^1].Id));
        Assert.Equal(job.Log.Select(e => e.Id.ToString()), seen.Select(e => e.Id));
        var (status, answer) = await api.PostAsync(ClosePath(fastest));
        Assert.Equal((HttpStatusCode.NotFound, "stream"), (status, Assert.Single(answer.GetProperty("errors").EnumerateObject()).Name));
    }

    [Fact]
    public async Task AllStreamsOfANodeAreListedPageByPage()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        using var api = new JobClient(system.Http.BaseAddress!.ToString());
        var jobs = new List<TestJob>();
        var streams = new List<SseStream>();
        for (int i = 0; i < 25; i++)
        {
            jobs.Add(await StartAsync(system));
            streams.Add(await api.WatchAsync(jobs[i].Id));
        }

        string node = (await api.OpsAsync(s => s.GetProperty("watchers").GetInt32() == 25, "not all streams are counted")).List("nodes").Single().Text("node_id")!;
        var listed = new List<Guid>();
        for (string? page = $"/api/ops/streams?node={node}&limit=10"; page is not null;)
        {
            var (status, body) = await api.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, status);
            listed.AddRange(body.List("streams").Select(stream => stream.GetProperty("job_id").GetGuid()));
            page = body.Text("next") is { } next ? $"/api/ops/streams?node={node}&limit=10&after={next}" : null;
            Assert.Equal(listed.Count < 25, page is not null);
        }

        Assert.Equal(jobs.Select(job => job.Id).Order(), listed.Order());
        Assert.Equal(5, (await api.GetAsync("/api/ops/streams?limit=5")).Body.List("streams").Count());
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task ThousandsOfStreamsAreCountedAndPagedAndTheStateStaysSmall()
    {
        const int count = 2_000;
        await using var system = await EmbeddedSystem.StartAsync();
        using var api = new JobClient(system.Http.BaseAddress!.ToString());
        var job = await StartAsync(system);
        var url = new Uri(system.Http.BaseAddress!, $"/api/jobs/{job.Id}/stream");
        var streams = new RawStream[count];
        try
        {
            await Parallel.ForAsync(0, count, async (i, _) => streams[i] = await RawStream.SendAsync(url));
            var state = await api.OpsAsync(s => s.GetProperty("watchers").GetInt32() == count, "not all streams are counted");
            Assert.Equal(50, state.List("slowest").Count());
            Assert.InRange(state.GetRawText().Length, 1, 64 * 1024);

            string node = state.List("nodes").Single().Text("node_id")!;
            var listed = new List<string>();
            for (string? after = "0"; after is not null;)
            {
                var (_, page) = await api.GetAsync($"/api/ops/streams?node={node}&limit=200&after={after}");
                listed.AddRange(page.List("streams").Select(stream => stream.Text("client")!));
                after = page.Text("next");
            }

            Assert.Equal(streams.Select(stream => stream.LocalEndPoint).Order(), listed.Order());
        }
        finally
        {
            Array.ForEach(streams, stream => stream?.Dispose());
        }
    }

    [Fact]
    public async Task JobsAreListedByStatusAndFailuresHaveTheirReason()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        using var api = new JobClient(system.Http.BaseAddress!.ToString());
        var failed = await StartAsync(system);
        await AppendAsync(system, failed, failed.Next(
            [new JobErrorEvent("over_limit", "Too many rounds."), new JobStatusEvent(JobStatus.Failed, "Too many rounds."), new DoneEvent(JobStatus.Failed)], JobStatus.Failed));
        var passing = await StartAsync(system);
        await AppendAsync(system, passing, passing.Next(
            [new JobErrorEvent("busy", "Too busy.", Retryable: true), new JobStatusEvent(JobStatus.Failed, "Too busy."), new DoneEvent(JobStatus.Failed)], JobStatus.Failed));
        var bare = await StartAsync(system);
        await AppendAsync(system, bare, bare.Done(JobStatus.Failed));
        var active = new List<Guid>();
        for (int i = 0; i < 5; i++)
        {
            active.Add((await StartAsync(system)).Id);
        }

        var state = await api.OpsAsync(s => s.List("failures").Count() == 3 && s.List("jobs").Count() == 5, "jobs are missing");
        Assert.Equal(
            new[] { (failed.Id, "Too many rounds.", false), (passing.Id, "Too busy.", true), (bare.Id, null, false) }.Order(),
            state.List("failures").Select(f => (f.GetProperty("job").GetProperty("job_id").GetGuid(), f.Text("message"), f.GetProperty("retryable").GetBoolean())).Order());
        Assert.Equal(active.Order(), state.List("jobs").Select(j => j.GetProperty("job").GetProperty("job_id").GetGuid()).Order());

        var listed = new List<Guid>();
        for (string? page = "/api/ops/jobs?limit=2"; page is not null;)
        {
            var (_, body) = await api.GetAsync(page);
            listed.AddRange(body.List("jobs").Select(job => job.GetProperty("job_id").GetGuid()));
            page = body.Text("next") is { } next ? $"/api/ops/jobs?limit=2&cursor={next}" : null;
        }

        Assert.Equal(active.Order(), listed.Order());
        var (_, failures) = await api.GetAsync("/api/ops/jobs?status=failed&limit=2");
        Assert.Equal(2, failures.List("jobs").Count());
        var (_, rest) = await api.GetAsync($"/api/ops/jobs?status=failed&cursor={failures.Text("next")}");
        Assert.Single(rest.List("jobs"));
        Assert.Null(rest.Text("next"));
    }

    [Fact]
    public async Task TheStateComesAsAStreamWithHeartbeatsAndWithoutIds()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:Heartbeat", "00:00:00.200"));
        using var stream = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, "/api/ops/stream"));
        Assert.Equal("text/event-stream; charset=utf-8", stream.Response.Content.Headers.ContentType!.ToString());
        Assert.Equal(["no"], stream.Response.Headers.GetValues("X-Accel-Buffering"));
        Assert.NotNull((await stream.NextAsync())!.Retry);
        var frames = new List<SseFrame>();
        while (frames.Count(frame => frame.Name == "ops_state") < 3)
        {
            frames.Add((await stream.NextAsync())!);
        }

        Assert.Equal("ops_state", frames[0].Name);
        Assert.All(frames, frame => Assert.Null(frame.Id));
        Assert.All(frames, frame => Assert.Contains(frame.Name, new[] { "ops_state", "heartbeat" }));
        Assert.Contains(frames, frame => frame.Name == "heartbeat");
        var times = frames.Where(frame => frame.Name == "ops_state").Select(frame => frame.Json.GetProperty("at").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order().Distinct(), times);
    }

    [Fact]
    public async Task AnOperatorWhileTheStoreIsAwayIsToldToComeBack()
    {
        await using var system = await EmbeddedSystem.StartAsync(services => services.AddSingleton<INodeRegistry, AwayRegistry>());
        using var stream = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, "/api/ops/stream"));
        Assert.Equal(HttpStatusCode.OK, stream.Response.StatusCode); // anything else would end a browser's EventSource
        Assert.NotNull((await stream.NextAsync())!.Retry);
        Assert.Null(await stream.NextAsync());
        using var state = await system.Http.GetAsync("/api/ops/state");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, state.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/ops/streams?limit=0", 400, "limit")]
    [InlineData("GET", "/api/ops/streams?limit=51", 400, "limit")]
    [InlineData("GET", "/api/ops/streams?limit=many", 400, "limit")]
    [InlineData("GET", "/api/ops/streams?after=3", 400, "after")]
    [InlineData("GET", "/api/ops/streams?node=x&after=-1", 400, "after")]
    [InlineData("GET", "/api/ops/streams?node=x&limit=201", 400, "limit")]
    [InlineData("GET", "/api/ops/streams?node=x", 404, "node")]
    [InlineData("GET", "/api/ops/jobs?status=lost", 400, "status")]
    [InlineData("GET", "/api/ops/jobs?limit=201", 400, "limit")]
    [InlineData("GET", "/api/ops/jobs?cursor=x", 400, "cursor")]
    [InlineData("GET", "/api/ops/nodes?limit=0", 400, "limit")]
    [InlineData("POST", "/api/ops/nodes/x/drain", 404, "node")]
    [InlineData("POST", "/api/ops/nodes/x/undrain", 404, "node")]
    [InlineData("POST", "/api/ops/nodes/x/streams/7/close", 404, "node")]
    [InlineData("POST", "/api/ops/nodes/x/streams/first/close", 400, "stream")]
    [InlineData("POST", "/api/ops/jobs/x/requeue", 400, "job_id")]
    [InlineData("POST", "/api/ops/jobs/7f0c2a34-5b61-4f0e-9d3a-0c1b2a3f4e5d/requeue", 404, "job_id")]
    [InlineData("POST", "/api/ops/jobs/7f0c2a34-5b61-4f0e-9d3a-0c1b2a3f4e5d/cancel", 404, "job_id")]
    [InlineData("POST", "/api/ops/jobs/7f0c2a34-5b61-4f0e-9d3a-0c1b2a3f4e5d/retry", 404, "job_id")]
    public async Task AWrongRequestIsRefusedWithItsField(string method, string path, int status, string field)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        using var response = await system.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);
    }

    [Fact]
    public async Task TheStateIsShownWhenNodesCantBeCalled()
    {
        await using var system = await EmbeddedSystem.StartAsync(services => services.AddSingleton<INodeCalls, AwayCalls>());
        using var api = new JobClient(system.Http.BaseAddress!.ToString());
        var job = await StartAsync(system);
        var state = await api.OpsAsync(s => s.List("nodes").Any(), "the node is not shown");
        Assert.False(state.List("nodes").Single().GetProperty("answers").GetBoolean());
        Assert.NotNull(state.Job(job.Id));
    }

    [Fact]
    public async Task AJobThatWaitsIsShownBehindManyNewerOnes()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        using var api = new JobClient(system.Http.BaseAddress!.ToString());
        var waits = new TestJob();
        await system.Store.CreateAsync(waits.New(DateTimeOffset.UtcNow.AddHours(-1)), default);
        await system.Queue.EnqueueAsync(waits.Id, default);
        for (int i = 0; i < 450; i++)
        {
            var ended = await StartAsync(system);
            await AppendAsync(system, ended, ended.Done());
        }

        await api.OpsAsync(s => s.Job(waits.Id) is not null, "the job that waits is not shown");
    }

    [Fact]
    public async Task WhatANodeCantDoIsRefused()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        using var api = new JobClient(system.Http.BaseAddress!.ToString());
        string node = (await api.OpsAsync(s => s.List("nodes").Any(), "the node is not shown")).List("nodes").Single().Text("node_id")!;
        var (status, answer) = await api.PostAsync(OpsState.NodePath(node, "drain"));
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("executes no jobs", answer.Text("detail"), StringComparison.Ordinal);

        var ended = await StartAsync(system);
        await AppendAsync(system, ended, ended.Done());
        (status, answer) = await api.PostAsync($"/api/ops/jobs/{ended.Id}/requeue");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("is completed", answer.Text("detail"), StringComparison.Ordinal);
    }

    private static string ClosePath(JsonElement stream) => OpsState.NodePath(stream.Text("node_id")!, $"streams/{stream.Text("stream")}/close");

    private static async Task CloseAsync(JobClient api, JsonElement stream)
    {
        var (status, answer) = await api.PostAsync(ClosePath(stream));
        Assert.True(status == HttpStatusCode.OK, $"{status} {answer}");
    }

    private static async Task<TestJob> StartAsync(EmbeddedSystem system)
    {
        var job = new TestJob();
        await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        return job;
    }

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }
}
