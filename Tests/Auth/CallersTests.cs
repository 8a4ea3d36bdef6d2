using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;
using Microsoft.AspNetCore.Routing;

namespace AspireStreaming.Tests.Auth;

/// <summary>Two callers of one tenant with all rights: each is alone with its own jobs.</summary>
public sealed partial class CallersTests
{
    private static readonly object Resume = new { resume_text = "JOHN DOE\nSoftware Engineer\nEXPERIENCE\nEngineer | TechCorp | 2019 - 2023\n- Built APIs in Python\nSKILLS\nPython, SQL" };
    private static readonly object Posting = new { job_text = "Web Developer\nRequirements\n- Python\n- SQL" };

    [Fact]
    public async Task AJobOfAnotherIsOnEveryRouteAsOneThatNeverWas()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (ann, bob) = (system.As("ann"), system.As("bob"));
        var resume = await ann.StartAsync("/resumes", Resume, "resume_id");
        var posting = await ann.StartAsync("/job-postings", Posting, "posting_id");
        var failed = await ann.StartAsync("cv-matching", new { offer = "Python", parse_job_id = $"{Guid.NewGuid()}" });
        foreach (var id in new[] { resume, posting, failed })
        {
            await ann.EndAsync(id);
        }

        int compared = 0;
        foreach (var endpoint in system.Endpoints.Where(e => e.RoutePattern.Parameters.Any(p => p.Name == "id")))
        {
            string route = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            foreach (string method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(_ => !route.StartsWith("/jobs/", StringComparison.Ordinal)))
            {
                foreach (var id in new[] { resume, posting, failed })
                {
                    Assert.Equal(await AnswerAsync(bob, method, route, Guid.NewGuid()), await AnswerAsync(bob, method, route, id));
                    compared++;
                }
            }
        }

        // Also by the time of the answer: a job that does not exist is waited for, and so another's must be.
        using var left = new CancellationTokenSource();
        var others = bob.GetAsync($"/api/jobs/{failed}/stream?wait=60", left.Token);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.CallAsync("GET", $"/api/jobs/{Guid.NewGuid()}/stream?wait=0.5")).Status);
        Assert.False(others.IsCompleted);
        await left.CancelAsync();

        Assert.True(compared > 40, $"{compared} answers were compared");
        Assert.Equal(HttpStatusCode.NotFound, (await bob.CallAsync("GET", $"/api/streams?job={failed}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.CallAsync("GET", $"/optimization/stream/{resume}?job={posting}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.CallAsync("GET", $"/timeline/history/{failed}")).Status);
        using (var early = await SseStream.OpenAsync(bob, new HttpRequestMessage(HttpMethod.Get, $"/timeline/stream/{failed}"))) // may be opened before its job exists
        {
            Assert.Empty(await early.EventsAsync());
        }

        Assert.Equal(0, (await bob.CallAsync("GET", "/api/jobs")).Body.GetProperty("jobs").GetArrayLength());

        // All of it is still there for its owner, and for an operator.
        foreach (var client in new[] { ann, system.As("operator") })
        {
            var listed = (await client.CallAsync("GET", "/api/jobs")).Body.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("job_id").GetGuid());
            Assert.Equal(new HashSet<Guid> { resume, posting, failed }, [.. listed]);
            Assert.Equal(HttpStatusCode.OK, (await client.CallAsync("GET", $"/resumes/{resume}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await client.CallAsync("GET", $"/api/jobs/{failed}/events")).Status);
        }
    }

    [Fact]
    public async Task AStreamOfManyJobsHasTheCallersOwnOnly()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (ann, bob) = (system.As("ann"), system.As("bob"));
        var anns = await ann.StartAsync("resume-parsing", Resume);
        var bobs = await bob.StartAsync("resume-parsing", Resume);
        await ann.EndAsync(anns);
        using var stream = await SseStream.OpenAsync(bob, new HttpRequestMessage(HttpMethod.Get, $"/api/streams?job={anns}&job={bobs}"));
        var frames = new List<string>();
        while (await stream.NextAsync() is { } frame)
        {
            frames.Add(frame.ToString());
        }

        Assert.Contains("gone", Assert.Single(frames, f => f.Contains($"{anns}", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains(frames, f => f.Contains("event: done", StringComparison.Ordinal) && f.Contains($"{bobs}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AKeyOfTwoCallersIsTwoJobsAndATakenIdTellsNothing()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var ids = new HashSet<Guid>();
        foreach (string caller in (string[])["ann", "ann", "bob"])
        {
            var client = system.As(caller);
            client.DefaultRequestHeaders.Add("Idempotency-Key", "one key");
            ids.Add(await client.StartAsync("resume-parsing", Resume));
        }

        Assert.Equal(2, ids.Count);

        var (ann, bob) = (system.As("ann"), system.As("bob"));
        var taken = await ann.StartAsync("resume-parsing", Resume);
        var own = await bob.StartAsync("resume-parsing", Resume);
        string OfId((HttpStatusCode Status, JsonElement Body) answer) => $"{(int)answer.Status} {Normal(answer.Body)}";
        string anns = OfId(await bob.CallAsync("POST", "/api/jobs/resume-parsing", new { resume_text = "x", job_id = taken }));
        Assert.StartsWith("409", anns, StringComparison.Ordinal);
        Assert.Equal(OfId(await bob.CallAsync("POST", "/api/jobs/resume-parsing", new { resume_text = "x", job_id = own })), anns);
    }

    [Fact]
    public async Task AParseJobOfAnotherIsNoneForAMatching()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (ann, bob) = (system.As("ann"), system.As("bob"));
        using var form = new MultipartFormDataContent { { new StringContent("John Doe\nEngineer\nSKILLS\nPython"), "files", "john.txt" } };
        using var parsed = await ann.PostAsync(new Uri("/api/jobs/cv-parse", UriKind.Relative), form);
        var parse = JsonSerializer.Deserialize<JsonElement>(await parsed.Content.ReadAsStringAsync()).GetProperty("job_id").GetGuid();
        await ann.EndAsync(parse);

        async Task<string> MatchAsync(HttpClient client, Guid id)
        {
            var state = await client.EndAsync(await client.StartAsync("cv-matching", new { offer = "Python", parse_job_id = $"{id}" }));
            return $"{state.GetProperty("status")} {(state.TryGetProperty("error", out var error) ? error.GetProperty("message") : "")}";
        }

        Assert.StartsWith("completed", await MatchAsync(ann, parse), StringComparison.Ordinal);
        string missing = await MatchAsync(bob, Guid.NewGuid());
        Assert.StartsWith("failed", missing, StringComparison.Ordinal);
        Assert.Equal(missing, await MatchAsync(bob, parse));
    }

    [Fact]
    public async Task AProjectAndASessionOfOneNameAreTwo()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (ann, bob) = (system.As("ann"), system.As("bob"));
        var execute = new { project_id = "shop", session_id = "monday", query = "Create an epic for payments with reminders" };
        var (status, run) = await ann.CallAsync("POST", "/execute", execute);
        Assert.True(status == HttpStatusCode.OK, $"{status} {run}");
        int items = await TotalAsync(ann);
        Assert.True(items > 0);
        Assert.Equal(0, await TotalAsync(bob));
        Assert.Equal(HttpStatusCode.NotFound, (await bob.CallAsync("GET", "/timeline/history/monday")).Status);

        var (_, other) = await bob.CallAsync("POST", "/execute", execute);
        Assert.NotEqual(run.GetProperty("thread_id").GetGuid(), other.GetProperty("thread_id").GetGuid());
        Assert.Equal((items, items), (await TotalAsync(ann), await TotalAsync(bob)));

        // The id of the run itself, as a session.
        var (taken, _) = await bob.CallAsync("POST", "/execute", new { project_id = "shop", session_id = run.GetProperty("thread_id").GetString(), execute.query });
        Assert.Equal(HttpStatusCode.Conflict, taken);

        async Task<int> TotalAsync(HttpClient client) => (await client.CallAsync("GET", "/projects/shop/backlog")).Body.GetProperty("total").GetInt32();
    }

    [Fact]
    public async Task AStreamThatWaitsForAJobEndsWhenAnotherCallerStartsIt()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (ann, bob) = (system.As("ann"), system.As("bob"));
        var session = Guid.NewGuid();
        using var waits = await SseStream.OpenAsync(bob, new HttpRequestMessage(HttpMethod.Get, $"/timeline/stream/{session}"));
        using var own = await SseStream.OpenAsync(ann, new HttpRequestMessage(HttpMethod.Get, $"/timeline/stream/{session}"));
        var (status, _) = await ann.CallAsync("POST", "/execute", new { project_id = "p", session_id = $"{session}", query = "Create an epic for payments" });
        Assert.Equal(HttpStatusCode.OK, status);

        var seen = new List<string>();
        while (await waits.NextAsync() is { } frame)
        {
            seen.Add(frame.ToString());
        }

        Assert.DoesNotContain(seen, frame => frame.Contains("payments", StringComparison.Ordinal) || frame.Contains("AGENT", StringComparison.Ordinal));
        Assert.NotEmpty(await own.EventsAsync());
    }

    [Fact]
    public async Task ARetryByAnOperatorIsTheOwnersJob()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        var (ann, @operator) = (system.As("ann"), system.As("operator"));
        var failed = await ann.StartAsync("cv-matching", new { offer = "Python", parse_job_id = $"{Guid.NewGuid()}" });
        await ann.EndAsync(failed);
        var (status, body) = await @operator.CallAsync("POST", $"/api/ops/jobs/{failed}/retry");
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(HttpStatusCode.OK, (await ann.CallAsync("GET", $"/api/jobs/{body.GetProperty("job_id").GetGuid()}")).Status);

        // A run on a document is the document's owner's as well.
        var resume = await ann.StartAsync("/resumes", Resume, "resume_id");
        await ann.EndAsync(resume);
        Assert.Equal(HttpStatusCode.Forbidden, (await @operator.CallAsync("GET", $"/optimization/stream/{resume}")).Status); // an operator starts nothing
    }

    private static async Task<string> AnswerAsync(HttpClient client, string method, string route, Guid id)
    {
        string url = Parameter().Replace(route, id.ToString());
        var (status, body) = await client.CallAsync(method, url);
        return $"{method} {route}: {(int)status} {Normal(body)}".Replace(id.ToString(), "<id>", StringComparison.Ordinal);
    }

    private static string Normal(JsonElement body) => body.ValueKind == JsonValueKind.Undefined ? "" : TraceId().Replace(body.GetRawText(), "");

    [GeneratedRegex(@"\{id[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex("\"trace_id\":\"[^\"]*\"", RegexOptions.None, 1000)]
    private static partial Regex TraceId();
}
