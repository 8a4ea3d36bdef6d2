using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>Every invalid request gets an answer that names the field, and starts no job.</summary>
[Collection(SharedSystem.Name)]
public sealed class WrongInputTests(RunningSystem system)
{
    private const string Start = "/api/pipeline/start";
    private const string Nobody = "7f0c2a34-5b61-4f0e-9d3a-0c1b2a3f4e5d";

    private JobClient Api => system.Apis[0];

    [Theory]
    [InlineData(Start, "{}", 400, "resume_text")]
    [InlineData(Start, """{"resume_text":"I am Jo"}""", 400, "job_text")]
    [InlineData(Start, """{"resume_text":"","job_text":"a cook"}""", 400, "resume_text")]
    [InlineData(Start, """{"resume_text":7,"job_text":"a cook"}""", 400, "resume_text")]
    [InlineData(Start, """{"resume_text":"I am Jo","job_url":"not a url"}""", 400, "job_url")]
    [InlineData(Start, """{"resume_file":"cv.pdf","job_text":"a cook"}""", 400, "resume_file")]
    [InlineData(Start, """{"resume_text":"I am Jo","job_text":"a cook","job_id":"7"}""", 400, "job_id")]
    [InlineData(Start, """{"resume_text":"I am Jo","job_text":"a cook","job_id":"00000000-0000-0000-0000-000000000000"}""", 400, "job_id")]
    [InlineData(Start, """{"resume_text":"I am Jo",""", 400, "body")]
    [InlineData(Start, """{"resume_text":"I am Jo","resume_text":"I am Al","job_text":"a cook"}""", 400, "body")]
    [InlineData(Start, """["resume_text"]""", 400, "body")]
    [InlineData(Start, """{"resume_text":"\ud800","job_text":"a cook"}""", 400, "body")]
    [InlineData(Start, "null", 400, "body")]
    [InlineData(Start, "", 400, "body")]
    [InlineData("/api/jobs/cooking", "{}", 404, "pipeline")]
    [InlineData("/api/jobs/diagnostics", """{"items":0}""", 400, "items")]
    [InlineData("/api/jobs/diagnostics", """{"items":"many"}""", 400, "items")]
    public Task AStartWithAWrongBodyIsRefused(string path, string body, int status, string field) =>
        RefusedAsync(Post(path, new StringContent(body, Encoding.UTF8, "application/json")), status, field);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task AStartOfAnotherContentTypeIsRefused(string? type)
    {
        var content = new ByteArrayContent("resume_text=Jo&job_text=cook"u8.ToArray());
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        await RefusedAsync(Post(Start, content), 415, "body");
    }

    [Fact]
    public Task ABodyThatIsNotUtf8IsRefused()
    {
        var content = new ByteArrayContent([.. "{\"resume_text\":\"Ren"u8, 0xE9, .. "\",\"job_text\":\"cook\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return RefusedAsync(Post(Start, content), 400, "body");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABodyOf20MegabytesIsRefused(bool chunked)
    {
        var request = Post(Start, new StringContent($$"""{"job_text":"a cook","resume_text":"{{new string('x', 20_000_000)}}"}""", Encoding.UTF8, "application/json"));
        request.Headers.TransferEncodingChunked = chunked;
        await RefusedAsync(request, 413, "body");
    }

    [Fact]
    public Task AFileThatThePipelineDoesNotTakeIsRefused() => RefusedAsync(
        Post(Start, new MultipartFormDataContent
        {
            { new StringContent("I am Jo"), "resume_text" },
            { new StringContent("a cook"), "job_text" },
            { new ByteArrayContent([1, 2, 3]), "photo", "me.jpg" },
        }),
        400,
        "photo");

    [Fact]
    public Task MoreFilesThanAllowedAreRefused()
    {
        var form = new MultipartFormDataContent();
        for (int i = 0; i < 101; i++)
        {
            form.Add(new ByteArrayContent("Jane Doe"u8.ToArray()), "files", $"cv-{i}.txt");
        }

        return RefusedAsync(Post("/api/jobs/cv-parse", form), 400, "files");
    }

    [Fact]
    public Task FilesThatAreTooLargeTogetherAreRefused()
    {
        var form = new MultipartFormDataContent();
        for (int i = 0; i < 9; i++)
        {
            form.Add(new ByteArrayContent(new byte[8 << 20]), "files", $"cv-{i}.txt");
        }

        var request = Post("/api/jobs/cv-parse", form);
        request.Headers.ExpectContinue = true; // the answer comes before the body is sent
        return RefusedAsync(request, 413, "body");
    }

    [Theory]
    [InlineData("cv\n2026 ERROR forged.pdf")]
    [InlineData("cv\u0000.pdf")]
    [InlineData("cv\u001b[2J.pdf")]
    [InlineData("cv\u202Efdp.exe")]
    [InlineData("cv\u2028.pdf")]
    [InlineData("documents/")]
    [InlineData("../..")]
    [InlineData(" ")]
    public Task AFileNameThatDeceivesIsRefused(string name) =>
        RefusedAsync(Post("/api/jobs/cv-parse", Upload(name)), 400, "files");

    [Fact]
    public Task AFileNameOf256CharactersIsRefused() =>
        RefusedAsync(Post("/api/jobs/cv-parse", Upload(new string('x', 256))), 400, "files");

    private static MultipartFormDataContent Upload(string name)
    {
        var file = new ByteArrayContent("Jane Doe"u8.ToArray());
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"files\"; filename*=UTF-8''{Uri.EscapeDataString(name)}");
        return new MultipartFormDataContent { file };
    }

    [Theory]
    [InlineData("/api/match-jobs", "json_body", """{"user_id":"u","jobs":[{"jobtitle":"\ud800","joblink":"https://example.com","jobdata":"a cook"}]}""", "json_body")]
    [InlineData("/api/jobs/match-jobs", "jobs", """[{"jobtitle":"\ud800","joblink":"https://example.com","jobdata":"a cook"}]""", "jobs")]
    public Task AFormFieldWithHalfOfASurrogatePairIsRefused(string path, string field, string json, string named) =>
        RefusedAsync(
            Post(path, new MultipartFormDataContent { { new StringContent(json), field }, { new StringContent("I am Jo"), "resume_text" }, { new StringContent("u"), "user_id" } }),
            400,
            named);

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("....")]
    [InlineData("../jobs")]
    [InlineData("a/b")]
    [InlineData("a\\\\b")]
    [InlineData("a\\u0000")]
    [InlineData("a\\n")]
    public Task ASessionIdThatIsAPathIsRefused(string session) => RefusedAsync(
        Post("/execute", new StringContent($$"""{"project_id":"p","query":"an epic","session_id":"{{session}}"}""", Encoding.UTF8, "application/json")),
        400,
        "session_id");

    [Theory]
    [InlineData("timeline/stream/%2e%2e%2fjobs", "session_id")]
    [InlineData("timeline/stream/a%5cb", "session_id")]
    [InlineData("timeline/history/a%0ab", "session_id")]
    [InlineData("projects/a%5cb/backlog", "project_id")]
    public Task APathSegmentThatIsAPathIsRefused(string path, string field) => RefusedAsync(new HttpRequestMessage(HttpMethod.Get, $"/{path}"), 400, field);

    [Theory]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"job_text\"\r\n\r\na cook")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"resume_file\"; filename=\"a.txt\"\r\n\r\nI am Jo\r\n--b")]
    public Task AFormThatIsCutOffIsRefused(string form)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(form));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        return RefusedAsync(Post(Start, content), 400, "body");
    }

    [Theory]
    [InlineData("stream", "last_event_id=1-2%00", "last_event_id")]
    [InlineData("stream", "last_event_id=1-2%0a", "last_event_id")]
    [InlineData("stream", "last_event_id=7", "last_event_id")]
    [InlineData("stream", "last_event_id=1-2-3", "last_event_id")]
    [InlineData("stream", "last_event_id=-1-2", "last_event_id")]
    [InlineData("stream", "from=middle", "from")]
    [InlineData("stream", "dialect=klingon", "dialect")]
    [InlineData("stream", "types=result,nonsense", "types")]
    [InlineData("stream", "types=", "types")]
    [InlineData("snapshot", "at=now", "at")]
    [InlineData("events", "after=now", "after")]
    [InlineData("events", "limit=0", "limit")]
    [InlineData("events", "limit=5001", "limit")]
    [InlineData("events", "limit=many", "limit")]
    [InlineData("events", "wait=-1", "wait")]
    [InlineData("events", "wait=61", "wait")]
    [InlineData("events", "wait=NaN", "wait")]
    [InlineData("events", "wait=long", "wait")]
    public async Task AWrongParameterIsRefused(string resource, string query, string field)
    {
        await RefusedAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{await JobAsync()}/{resource}?{query}"), 400, field);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("one-two")]
    [InlineData("+1-2")]
    [InlineData("99999999999999999999-1")]
    public async Task AWrongLastEventIdIsRefused(string lastEventId)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{await JobAsync()}/stream");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        await RefusedAsync(request, 400, "Last-Event-ID");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=all", "limit")]
    [InlineData("cursor=next", "cursor")]
    [InlineData("status=done", "status")]
    [InlineData("colour=red", "colour")]
    public Task AWrongPageOfTheListingIsRefused(string query, string field) =>
        RefusedAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/jobs?{query}"), 400, field);

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "/stream")]
    [InlineData("GET", "/snapshot")]
    [InlineData("GET", "/events")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/retry")]
    [InlineData("DELETE", "")]
    public async Task AnUnknownJobAndAnInvalidJobIdAreRefused(string method, string resource)
    {
        await RefusedAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/jobs/{Nobody}{resource}"), 404, "job_id");
        await RefusedAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/jobs/job-7{resource}"), 400, "job_id");
    }

    /// <summary>A browser's EventSource accepts nothing else.</summary>
    [Fact]
    public Task AClientThatAcceptsOnlyAnEventStreamGetsTheReasonToo()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/jobs/job-7/stream");
        request.Headers.Add("Accept", "text/event-stream");
        return RefusedAsync(request, 400, "job_id");
    }

    private async Task RefusedAsync(HttpRequestMessage request, int status, string field)
    {
        string before = await JobsAsync();
        using (var response = await Api.Http.SendAsync(request))
        {
            string body = await response.Content.ReadAsStringAsync();
            Assert.True(status == (int)response.StatusCode, $"{response.StatusCode} {body}");
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            var problem = JsonSerializer.Deserialize<JsonElement>(body);
            Assert.Equal(status, problem.GetProperty("status").GetInt32());
            Assert.Contains(problem.GetProperty("errors").EnumerateObject(), e => e.Name == field && e.Value.GetArrayLength() > 0);
            Assert.NotEqual("", problem.GetProperty("detail").GetString());
        }

        Assert.Equal(before, await JobsAsync());
    }

    private async Task<string> JobsAsync()
    {
        var (status, listing) = await Api.GetAsync("/api/jobs?limit=200");
        Assert.Equal(HttpStatusCode.OK, status);
        return string.Join(' ', listing.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("job_id").GetString()));
    }

    private async Task<Guid> JobAsync()
    {
        var id = await Api.StartAsync(Work.Short.Request);
        await Api.ReadAsync(id);
        return id;
    }

    private static HttpRequestMessage Post(string path, HttpContent content) => new(HttpMethod.Post, path) { Content = content };
}
