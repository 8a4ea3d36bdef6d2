using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Agents;
using AspireStreaming.Tests.Api;
using AspireStreaming.Tests.Support.Otlp;

namespace AspireStreaming.Tests.Tracing;

/// <summary>The traces of the five systems' requests and streams.</summary>
[Collection(TracedSystem.Name)]
public sealed class SystemTraceTests(TracedSystem system)
{
    private OtlpReceiver Receiver => system.Receiver;

    private HttpClient Http => system.Apis[0].Http;

    [Fact]
    public async Task ParsingOfCvsIsInTheTraceOfItsPost()
    {
        var post = new ClientTrace();
        using var files = new MultipartFormDataContent { { new ByteArrayContent(await DocumentAsync("john-doe.txt")), "cvs", "john-doe.txt" } };
        await StreamAsync(Http, HttpMethod.Post, "/api/v1/cvs/parse/stream", post, files);
        await CheckAsync(post, null, "cv-parse", "cvs");
    }

    [Fact]
    public async Task TailoringOfAResumeIsInTheTraceOfItsPost()
    {
        var (post, get) = (new ClientTrace(), new ClientTrace());
        var (_, pipelines) = await system.Apis[0].GetAsync("/api/pipelines");
        var sample = pipelines.GetProperty("pipelines").EnumerateArray().Single(p => p.GetProperty("name").GetString() == "resume-tailoring").GetProperty("sample");
        var (status, started) = await system.Apis[0].SendAsync(
            post.On(new HttpRequestMessage(HttpMethod.Post, "/api/jobs/resume-tailoring") { Content = JsonContent.Create(sample) }));
        Assert.Equal(HttpStatusCode.Accepted, status);
        await StreamAsync(system.Apis[1].Http, HttpMethod.Get, started.GetProperty("stream_url").GetString()!, get);
        await CheckAsync(post, get, "resume-tailoring", "native");
    }

    [Fact]
    public async Task AWorkflowIsInTheTraceOfItsPostAlsoForATimelineThatWasOpenedBefore()
    {
        var (post, get) = (new ClientTrace(), new ClientTrace());
        string session = AgentCalls.New("s");
        var timeline = StreamAsync(system.Apis[1].Http, HttpMethod.Get, $"/timeline/stream/{session}", get);
        await Support.Logs.EventuallyAsync(async () => await WatchersAsync() > 0, "the timeline is not open");
        var (status, _) = await system.Apis[0].SendAsync(post.On(new HttpRequestMessage(HttpMethod.Post, "/execute")
        {
            Content = JsonContent.Create(new { project_id = AgentCalls.New("p"), query = "Une epic pour les paiements", session_id = session }),
        }));
        Assert.Equal(HttpStatusCode.OK, status);
        await timeline;
        await CheckAsync(post, get, "agent-workflow", "timeline");
    }

    [Fact]
    public async Task MatchingOfJobsIsInTheTraceOfItsPostAlsoForARepeat()
    {
        var (post, repeat) = (new ClientTrace(), new ClientTrace());
        string key = AgentCalls.New("k");
        foreach (var trace in new[] { post, repeat })
        {
            using var form = SeedFrames.MatchForm(SeedFrames.Jobs(("Developer", "Requirements\n- 3 years of Python")), "john-doe.txt");
            await StreamAsync(Http, HttpMethod.Post, "/api/match-jobs/stream", trace, form, key);
        }

        await CheckAsync(post, null, "match-jobs", "match-jobs");
        await CheckAsync(post, repeat, "match-jobs", "match-jobs");
    }

    [Fact]
    public async Task OptimizationIsInTheTraceOfItsPost()
    {
        using var file = new MultipartFormDataContent { { new ByteArrayContent(await DocumentAsync("john-doe.txt")), "file", "john-doe.txt" } };
        using var stored = await Http.PostAsync("/resumes", file);
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
        var post = new ClientTrace();
        await StreamAsync(Http, HttpMethod.Post, $"/optimization/stream/{stored.Headers.Location!.ToString().Split('/')[^1]}", post);
        await CheckAsync(post, null, "optimization", "optimization");
    }

    /// <summary>Checks the spans of the request, the attempt, its steps and the stream against the stored log.</summary>
    /// <param name="post">The request that started the job.</param>
    /// <param name="other">The request that opened the stream, if it is another one.</param>
    private async Task CheckAsync(ClientTrace post, ClientTrace? other, string pipeline, string dialect)
    {
        var request = await system.RequestAsync(post);
        var opener = other is null ? null : await system.RequestAsync(other);
        var stream = await Receiver.SpanAsync(
            post.TraceId, span => span.Name == TraceNames.Stream && span.Links.Select(link => link.Id).SequenceEqual(opener is null ? [] : [opener.Id]), "stream");
        var attempt = await Receiver.SpanAsync(post.TraceId, span => span.Name == TraceNames.Attempt(pipeline), "attempt");
        Assert.Equal((request.Id, request.Id), (stream.Parent, attempt.Parent));
        Assert.Equal(("worker", "completed"), (attempt.Service, attempt["job.outcome"]));

        string log = $"job:{{{request["job.id"]}}}:events";
        string last = (await system.RedisAsync("XREVRANGE", log, "+", "-", "COUNT", "1")).Split('\n')[0];
        Assert.Equal(
            ("0-1", last, await system.RedisAsync("XLEN", log), "completed", dialect),
            (stream["event.first_id"], stream["event.last_id"], stream["event.count"], stream["stream.end"], stream["stream.dialect"]));

        var (_, snapshot) = await system.Apis[0].GetAsync($"/api/jobs/{request["job.id"]}/snapshot");
        var done = snapshot.GetProperty("steps").EnumerateArray().Where(step => step.GetProperty("status").GetString() == "completed")
            .Select(step => TraceNames.Step(step.GetProperty("step").GetString()!)).ToList();
        var steps = await Receiver.SpansAsync(
            span => span.TraceId == post.TraceId && span.Name.StartsWith("step ", StringComparison.Ordinal), found => found.Count >= done.Count, "not all steps");
        Assert.Equal(done.Order(), steps.Select(step => step.Name).Order());
        Assert.All(steps, step => Assert.Equal(attempt.Id, step.Parent));
    }

    private static Task<byte[]> DocumentAsync(string name) => File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Data", name));

    /// <summary>Opens a stream and reads it to its end.</summary>
    private static async Task StreamAsync(HttpClient http, HttpMethod method, string url, ClientTrace trace, HttpContent? body = null, string? key = null)
    {
        using var request = trace.On(new HttpRequestMessage(method, url) { Content = body });
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Support.Logs.Deadline(60));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await response.Content.ReadAsStringAsync(Support.Logs.Deadline(60));
    }

    /// <summary>Open streams of the second Api, from its last heartbeat.</summary>
    private async Task<int> WatchersAsync()
    {
        int watchers = 0;
        foreach (string node in (await system.RedisAsync("SMEMBERS", "nodes")).Split('\n'))
        {
            string info = await system.RedisAsync("GET", $"node:{node}");
            watchers += info.Length == 0 ? 0 : JsonSerializer.Deserialize<JsonElement>(info).GetProperty("watchers").GetInt32();
        }

        return watchers;
    }
}
