using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Protocols;

/// <summary>What the requests of the protocols become: the pipeline's input, the job's id, or a problem that names the member.</summary>
public sealed class ProtocolEndpointTests : IAsyncLifetime
{
    private const string Schema = """{"type":"object","properties":{"query":{"type":"string"},"size":{"type":"integer"}},"required":["query"]}""";

    private EmbeddedSystem _system = null!;

    public async Task InitializeAsync()
    {
        _system = await EmbeddedSystem.StartAsync();
        await _system.Nodes.RegisterAsync(new PipelineDescriptor("p", "P", ["one"], JsonDocument.Parse(Schema).RootElement, TextField: "query"), default);
    }

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Theory]
    [InlineData("/ag-ui/p", """{"threadId":"t","runId":"RUN","messages":[{"id":"1","role":"user","content":"old"},{"id":"2","role":"user","content":"Hello"},{"id":"3","role":"assistant","content":"so"}],"forwardedProps":{"size":3,"title":"Mine","language":"fr"}}""")]
    [InlineData("/ag-ui/p", """{"runId":"RUN","messages":[{"id":"2","role":"user","content":[{"type":"text","text":"Hello"}]}],"forwardedProps":{"size":3}}""")]
    [InlineData("/ui/p", """{"id":"RUN","messages":[{"id":"2","role":"user","parts":[{"type":"text","text":"Hello"}]}],"size":3}""")]
    public async Task TheLastMessageAndTheDataAreTheInputAndARepeatJoinsTheJob(string url, string body)
    {
        string run = $"{Guid.NewGuid()}";
        var jobs = new List<string>();
        for (int i = 0; i < 2; i++)
        {
            using var response = await PostAsync(url, body.Replace("RUN", run, StringComparison.Ordinal));
            Assert.Equal((HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
            jobs.Add(response.Headers.TryGetValues("x-workflow-run-id", out var id) ? id.Single() : run);
        }

        Assert.Single(jobs.Distinct());
        var input = await _system.Store.GetInputAsync(Guid.Parse(jobs[0]), default);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"query":"Hello","size":3}"""), JsonNode.Parse(input!.Request.Span)));
        Assert.Equal("fr", input.Language); // the member, or else Accept-Language
    }

    [Theory]
    [InlineData("/ag-ui/p", """{"runId":"","messages":[]}""", 400, "runId")]
    [InlineData("/ag-ui/p", """{"runId":7,"messages":[]}""", 400, "runId")]
    [InlineData("/ag-ui/p", """{"threadId":"a\nb","messages":[]}""", 400, "threadId")]
    [InlineData("/ag-ui/p", """{"messages":{}}""", 400, "messages")]
    [InlineData("/ag-ui/p", """{"messages":[1]}""", 400, "messages")]
    [InlineData("/ag-ui/p", """{"forwardedProps":[]}""", 400, "forwardedProps")]
    [InlineData("/ag-ui/p", """{"messages":[]}""", 400, "query")]
    [InlineData("/ag-ui/p", """{"forwardedProps":{"query":"q","size":"big"}}""", 400, "size")]
    [InlineData("/ag-ui/p", "[]", 400, "body")]
    [InlineData("/ag-ui/none", """{"messages":[]}""", 404, "pipeline")]
    [InlineData("/ui/p", """{"id":"c","messages":"no"}""", 400, "messages")]
    [InlineData("/ui/p", """{"id":{},"messages":[]}""", 400, "id")]
    [InlineData("/ui/p", """{"messages":[{"role":"user","id":3,"parts":[{"type":"text","text":"x"}]}]}""", 400, "id")]
    [InlineData("/ui/none", """{"messages":[]}""", 404, "pipeline")]
    [InlineData("/v1/responses", """{"input":"Hello"}""", 400, "model")]
    [InlineData("/v1/responses", """{"model":"none","input":"Hello"}""", 404, "model")]
    [InlineData("/v1/responses", """{"model":"p","input":{}}""", 400, "input")]
    [InlineData("/v1/responses", """{"model":"p","input":[]}""", 400, "query")]
    [InlineData("/v1/responses", """{"model":"p","input":"Hello","stream":"yes"}""", 400, "stream")]
    [InlineData("/v1/responses", """{"model":"p","input":"Hello","background":1}""", 400, "background")]
    [InlineData("/v1/responses", """{"model":"p","input":"Hello","metadata":{"size":3}}""", 400, "metadata.size")]
    [InlineData("/v1/responses", """{"model":"p","input":"Hello","metadata":{"size":"big"}}""", 400, "size")]
    [InlineData("/v1/responses", """{"model":"p","input":"Hello","metadata":{"job_text":"soon"}}""", 400, "metadata.job_text")]
    [InlineData("/v1/responses", """{"model":"p","input":"Hello","job_input":[]}""", 400, "job_input")]
    [InlineData("/v1/responses", "[]", 400, "body")]
    public async Task AWrongRequestIsAProblemThatNamesTheMember(string url, string body, int status, string member)
    {
        using var response = await PostAsync(url, body);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.True((int)response.StatusCode == status && problem.GetProperty("errors").TryGetProperty(member, out _), $"{response.StatusCode} {problem}");
        Assert.Equal(url == "/v1/responses" ? member : null, problem.TryGetProperty("error", out var error) ? error.GetProperty("param").GetString() : null);
    }

    [Fact]
    public async Task AResponseHasItsInputFromMessagesMetadataAndJobInputAndIsOneForOneKey()
    {
        (string Body, string Input)[] requests =
        [
            ("""{"model":"p","background":true,"input":"Hello","metadata":{"size":"3","mine":"x"}}""", """{"query":"Hello","size":3}"""),
            ("""{"model":"p","background":true,"input":[{"role":"user","content":"old"},{"type":"message","role":"user","content":[{"type":"input_text","text":"Hello"}]}],"job_input":{"size":4},"metadata":{"size":"3"}}""", """{"query":"Hello","size":4}"""),
            ("""{"model":"p","background":true,"input":"unused","job_input":{"query":"asked"},"previous_response_id":"resp_1"}""", """{"query":"asked"}"""),
            ("""{"model":"p","background":true,"input":"Hello","metadata":{"title":"Mine","language":"en"}}""", """{"query":"Hello"}"""),
        ];
        foreach (var (body, expected) in requests)
        {
            using var response = await PostAsync("/v1/responses", body);
            var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal((HttpStatusCode.OK, "queued", "p"), (response.StatusCode, answer.GetProperty("status").GetString(), answer.GetProperty("model").GetString()));
            Assert.Equal($"/v1/responses/{answer.GetProperty("id")}", response.Headers.Location?.OriginalString);
            var input = await _system.Store.GetInputAsync(Guid.ParseExact(answer.GetProperty("id").GetString()!["resp_".Length..], "N"), default);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(input!.Request.Span)), Encoding.UTF8.GetString(input.Request.Span));
            var sent = JsonNode.Parse(body)!;
            Assert.Equal((string?)sent["metadata"]?["language"] ?? "fr", input.Language);
            Assert.Equal((string?)sent["metadata"]?["title"], (await _system.Store.GetAsync(Guid.ParseExact(answer.GetProperty("id").GetString()!["resp_".Length..], "N"), default))!.Title);
            Assert.True(JsonNode.DeepEquals(sent["metadata"] ?? new JsonObject(), JsonNode.Parse(answer.GetProperty("metadata").GetRawText())));
            Assert.Equal((string?)sent["previous_response_id"], answer.GetProperty("previous_response_id").GetString());
        }

        string key = $"{Guid.NewGuid()}";
        var ids = new HashSet<string>();
        for (int i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses") { Content = new StringContent(requests[0].Body, Encoding.UTF8, "application/json") };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await _system.Http.SendAsync(request);
            ids.Add((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!);
        }

        Assert.Single(ids);
        foreach (string query in (string[])["?starting_after=1", "?stream=true&starting_after=-1", "?stream=true&starting_after=x", "?stream=maybe"])
        {
            using var wrong = await _system.Http.GetAsync($"/v1/responses/{ids.Single()}{query}");
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            string name = query.Contains("starting_after", StringComparison.Ordinal) ? "starting_after" : "stream";
            Assert.Equal(name, (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("param").GetString());
        }

        using var running = await _system.Http.DeleteAsync($"/v1/responses/{ids.Single()}");
        Assert.Equal(HttpStatusCode.Conflict, running.StatusCode);
        using var canceled = await _system.Http.PostAsync($"/v1/responses/{ids.Single()}/cancel", null);
        Assert.Equal("cancelled", (await canceled.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/ag-ui/p", """{"runId":"expired","messages":[{"id":"1","role":"user","content":"Hello"}]}""")]
    [InlineData("/ui/p", """{"id":"expired","messages":[{"id":"1","role":"user","parts":[{"type":"text","text":"Hello"}]}]}""")]
    public async Task AClientThatHasSeenAnExpiredRunStartsNoOtherOne(string url, string body)
    {
        using var response = await PostAsync(url, body, "1-10");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty((await _system.Store.ListAsync(null, 10, default)).Jobs);
        using var wrong = await PostAsync(url, body, "ten");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task AThreadHasItsMessagesAndItsActiveRunUntilItIsCanceled()
    {
        const string Body = """{"threadId":"t","runId":"a run","messages":[{"id":"1","role":"user","content":"Hello"}]}""";
        using var running = await PostAsync("/ag-ui/p", Body);
        Assert.Equal("/ag-ui/runs/a%20run", running.Headers.Location?.OriginalString);
        var thread = await _system.Http.GetFromJsonAsync<JsonElement>("/ag-ui/p?threadId=t");
        Assert.Equal("a run", thread.GetProperty("activeRun").GetProperty("runId").GetString());
        Assert.Equal("a run", thread.GetProperty("lastRun").GetProperty("runId").GetString());
        Assert.Equal("Hello", thread.GetProperty("messages")[0].GetProperty("parts")[0].GetProperty("content").GetString());

        using var canceled = await _system.Http.DeleteAsync("/ag-ui/runs/a%20run");
        Assert.Equal(HttpStatusCode.Accepted, canceled.StatusCode);
        Assert.Contains("\"type\":\"RUN_FINISHED\"", await running.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        thread = await _system.Http.GetFromJsonAsync<JsonElement>("/ag-ui/p?threadId=t");
        Assert.Equal(JsonValueKind.Null, thread.GetProperty("activeRun").ValueKind);
        Assert.Equal("a run", thread.GetProperty("lastRun").GetProperty("runId").GetString());
        var other = await _system.Http.GetFromJsonAsync<JsonElement>("/ag-ui/p?threadId=other");
        Assert.Equal((0, JsonValueKind.Null), (other.GetProperty("messages").GetArrayLength(), other.GetProperty("lastRun").ValueKind));
        using var unknown = await _system.Http.DeleteAsync("/ag-ui/runs/other");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(string url, string body, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Accept-Language", "fr-FR, en;q=0.5");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await _system.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
