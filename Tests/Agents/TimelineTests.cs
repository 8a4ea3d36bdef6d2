using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AspireStreaming.Api.Agents;
using AspireStreaming.Bench.Chaos;
using AspireStreaming.Tests.Tracing;

namespace AspireStreaming.Tests.Agents;

/// <summary>Seed 3 from end to end, with the built-in agents.</summary>
[Collection(TracedSystem.Name)]
public sealed class TimelineTests(TracedSystem system)
{
    private const string French = "Crée une epic pour la gestion des paiements avec relances";
    private const string English = "Create an epic for invoice management with reminders";

    [Theory]
    [InlineData(French, "fr", "Gestion des paiements avec relances")]
    [InlineData(English, "en", "Invoice management with reminders")]
    public async Task AStreamOpenedBeforeExecuteShowsTheWholeRun(string query, string language, string title)
    {
        string project = AgentCalls.New("p");
        string session = Guid.NewGuid().ToString();
        using var stream = await TimelineStream.OpenAsync(system.Apis[0].Http, session);
        Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (stream.Status, stream.ContentType));
        await stream.PingAsync();

        var execute = system.ExecuteAsync(project, query, session, api: 1);
        var frames = await stream.ToEndAsync();
        var (status, body) = await execute;

        Assert.Equal(200, status);
        AgentCalls.Check(frames, "WORKFLOW_COMPLETE");
        Assert.Equal(["WORKFLOW_START", "ROUTER_THOUGHT", "ROUTER_DECISION", "AGENT_START", "AGENT_PROGRESS"], frames.Take(5).Select(f => f.Type));
        Assert.Equal(["epic_agent", "story_agent", "test_case_agent"], frames.Where(f => f.Type == "AGENT_START").Select(f => f.Agent));
        Assert.Equal(["epic_agent", "story_agent", "test_case_agent"], frames.Where(f => f.Type == "AGENT_COMPLETE").Select(f => f.Agent));

        Assert.Equal(session, body.GetProperty("session_id").GetString());
        Assert.Equal(session, body.GetProperty("thread_id").GetString());
        Assert.Equal(language, body.GetProperty("language").GetString());
        var items = body.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(title, items[0].GetProperty("title").GetString());

        var backlog = await system.BacklogAsync(project);
        AgentCalls.Same(items, backlog);
        Assert.All(backlog, i => Assert.Equal(session, i.GetProperty("created_by").GetString()));
        var ids = backlog.Select(i => i.GetProperty("id").GetString()).ToHashSet();
        Assert.Equal(backlog.Count, ids.Count);
        Assert.All(backlog.Skip(1), i => Assert.Contains(i.GetProperty("parent").GetString(), ids));
        Assert.Equal(["epic", "story", "test_case"], backlog.Select(i => i.GetProperty("type").GetString()!).Distinct());

        var history = await system.Apis[1].Http.GetFromJsonAsync<JsonElement>($"/timeline/history/{session}");
        Assert.Equal("completed", history.GetProperty("status").GetString());
        AgentCalls.Same(frames.Select(f => f.Json), history.GetProperty("events").EnumerateArray());
    }

    [Fact]
    public async Task ARequestWithoutASessionGetsItsAnswerAndAHistory()
    {
        string project = AgentCalls.New("p");
        var (status, body) = await system.ExecuteJsonAsync($$"""{"project_id":"{{project}}","query":"{{English}}","session_id":null,"context":null}""");
        Assert.Equal(200, status);
        Assert.Equal(body.GetProperty("thread_id").GetString(), body.GetProperty("session_id").GetString());
        var history = await system.Apis[1].Http.GetFromJsonAsync<JsonElement>($"/timeline/history/{body.GetProperty("session_id").GetString()}");
        Assert.Equal("WORKFLOW_COMPLETE", history.GetProperty("events").EnumerateArray().Last().GetProperty("type").GetString());

        (status, body) = await system.ExecuteAsync(project, "How many epics are there?");
        Assert.Equal(200, status);
        Assert.StartsWith("1 epic.", body.GetProperty("result").GetString(), StringComparison.Ordinal);
        Assert.Empty(body.GetProperty("items").EnumerateArray());
        Assert.Single(await system.BacklogAsync(project), i => i.GetProperty("type").GetString() == "epic");
    }

    [Fact]
    public async Task AQuestionIsAnsweredFromTheGivenContext()
    {
        var (status, body) = await system.ExecuteJsonAsync(
            $$"""{"project_id":"{{AgentCalls.New("p")}}","query":"Par quel moyen se font les virements ?","context":[{"type":"note","id":"N-1","text":"Rien ici. Les virements se font par SEPA."}]}""");
        Assert.Equal(200, status);
        Assert.Contains("Les virements se font par SEPA. [N-1]", body.GetProperty("result").GetString(), StringComparison.Ordinal);
        Assert.Equal("N-1", Assert.Single(body.GetProperty("sources").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task ASessionIsOneRun()
    {
        string project = AgentCalls.New("p");
        string session = AgentCalls.New("my.session");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => system.ExecuteAsync(project, French, session, i % 2)));
        Assert.All(answers, a => Assert.Equal((200, answers[0].Body.GetRawText()), (a.Status, a.Body.GetRawText())));
        Assert.Equal(session, answers[0].Body.GetProperty("session_id").GetString());
        Assert.NotEqual(session, answers[0].Body.GetProperty("thread_id").GetString());
        Assert.Equal(answers[0].Body.GetProperty("items").GetArrayLength(), (await system.BacklogAsync(project)).Count);

        var (status, problem) = await system.ExecuteAsync(project, English, session);
        Assert.Equal(409, status);
        Assert.True(problem.GetProperty("errors").TryGetProperty("session_id", out _));
    }

    [Fact]
    public async Task EveryCursorResumesOnTheOtherReplicaAndTheEndIsNoContent()
    {
        string session = AgentCalls.New("s");
        await system.ExecuteAsync(AgentCalls.New("p"), French, session);
        using var whole = await TimelineStream.OpenAsync(system.Apis[0].Http, session);
        var frames = await whole.ToEndAsync();
        AgentCalls.Check(frames, "WORKFLOW_COMPLETE");
        for (int seen = 1; seen < frames.Count; seen++)
        {
            using var rest = await TimelineStream.OpenAsync(system.Apis[seen % 2].Http, session, frames[seen - 1].Id);
            Assert.Equal(frames.Skip(seen).Select(f => f.Json.GetRawText()), (await rest.ToEndAsync()).Select(f => f.Json.GetRawText()));
        }

        using var over = await TimelineStream.OpenAsync(system.Apis[1].Http, session, frames[^1].Id);
        Assert.Equal(HttpStatusCode.NoContent, over.Status);
    }

    [Fact]
    public async Task AStreamWithoutARunEndsByItselfAndLeavesNothing()
    {
        string session = AgentCalls.New("never");
        using var stream = await TimelineStream.OpenAsync(system.Apis[0].Http, session);
        Assert.Empty(await stream.ToEndAsync());
        Assert.True(stream.ToldToComeBack);
        Assert.True(stream.Pings > 1);
        Assert.True(SessionId.TryMap(session, null, out var jobId));
        int port = system.App.RedisPort;
        foreach (string key in new[] { $"job:{{{jobId:D}}}", $"job:{{{jobId:D}}}:events", $"job:{{{jobId:D}}}:input" })
        {
            Assert.Equal("0", await RedisDirect.AskAsync(port, "EXISTS", key));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await system.Apis[0].Http.GetAsync($"/timeline/history/{session}")).StatusCode);
    }

    [Theory]
    [InlineData("{}", 400, "project_id")]
    [InlineData("""{"project_id":"p"}""", 400, "query")]
    [InlineData("""{"project_id":"p","query":""}""", 400, "query")]
    [InlineData("""{"project_id":"p","query":"  "}""", 400, "query")]
    [InlineData("""{"project_id":"p","query":7}""", 400, "query")]
    [InlineData("""{"project_id":"a/b","query":"x"}""", 400, "project_id")]
    [InlineData("""{"project_id":"..","query":"x"}""", 400, "project_id")]
    [InlineData("""{"project_id":7,"query":"x"}""", 400, "project_id")]
    [InlineData("""{"project_id":"p","query":"x","session_id":"a b"}""", 400, "session_id")]
    [InlineData("""{"project_id":"p","query":"x","session_id":""}""", 400, "session_id")]
    [InlineData("""{"project_id":"p","query":"x","session_id":7}""", 400, "session_id")]
    [InlineData("""{"project_id":"p","query":"x","session_id":"00000000-0000-0000-0000-000000000000"}""", 400, "session_id")]
    [InlineData("""{"project_id":"p","query":"x","context":[{"type":"epic"}]}""", 400, "context[0].id")]
    [InlineData("""{"project_id":"p","query":"x","context":"epic"}""", 400, "context")]
    [InlineData("[]", 400, "body")]
    [InlineData("{", 400, "body")]
    public async Task WrongInputIsAProblemThatNamesTheField(string json, int status, string field)
    {
        var (answered, problem) = await system.ExecuteJsonAsync(json);
        Assert.Equal((status, true), (answered, problem.GetProperty("errors").TryGetProperty(field, out _)));
    }

    [Theory]
    [InlineData("/timeline/stream/a%20b", "session_id")]
    [InlineData("/timeline/history/a%0Ab", "session_id")]
    [InlineData("/projects/p/backlog?limit=0", "limit")]
    [InlineData("/projects/p/backlog?skip=-1", "skip")]
    [InlineData("/projects/%20/backlog", "project_id")]
    public async Task WrongAddressesAreProblems(string path, string field)
    {
        using var response = await system.Apis[0].Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.True((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task WorkersKilledInTheMiddleOfManyRunsDoubleNothing()
    {
        string project = AgentCalls.New("p");
        string[] sessions = [.. Enumerable.Range(0, 8).Select(_ => AgentCalls.New("s"))];
        var streams = await Task.WhenAll(sessions.Select((s, i) => TimelineStream.OpenAsync(system.Apis[i % 2].Http, s)));
        var reading = streams.Select(s => s.ToEndAsync()).ToList();
        var running = sessions.Select((s, i) => system.ExecuteAsync($"{project}-{i}", i % 2 == 0 ? French : English, s, i % 2)).ToList();
        await Task.WhenAll(system.App.Workers.Select(worker => worker.KillAsync()));
        await Task.WhenAll(system.App.Workers.Select(worker => worker.StartAsync()));

        for (int i = 0; i < sessions.Length; i++)
        {
            var (status, body) = await running[i];
            Assert.True(status == 200, $"{body}");
            AgentCalls.Check(await reading[i], "WORKFLOW_COMPLETE");
            streams[i].Dispose();
            var backlog = await system.BacklogAsync($"{project}-{i}");
            AgentCalls.Same(body.GetProperty("items").EnumerateArray(), backlog);
        }

        await system.App.WaitHealthyAsync(CancellationToken.None);
    }
}
