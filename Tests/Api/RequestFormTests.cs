using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AspireStreaming.Tests.Api;

/// <summary>Forms of requests that clients, proxies and monitors send: HEAD, all kinds of Accept, trailing slashes, a stream before its job.</summary>
public sealed class RequestFormTests : IAsyncLifetime
{
    private readonly TestJob _document = new(pipeline: "resume-parsing");
    private EmbeddedSystem _system = null!;

    private string[] Streams =>
    [
        $"GET /api/jobs/{_document.Id}/stream", $"GET /api/streams?job={_document.Id}", "GET /api/ops/stream", $"GET /timeline/stream/{Guid.NewGuid()}",
        $"GET /optimization/stream/{_document.Id}?fresh={Guid.NewGuid()}", $"POST /optimization/stream/{_document.Id}", "POST /api/match-jobs/stream", "POST /matching/run/stream",
    ];

    public async Task InitializeAsync()
    {
        _system = await EmbeddedSystem.StartAsync(("Api:Heartbeat", "00:00:00.200"));
        foreach (string pipeline in (string[])["resume-parsing", "optimization", "cover-letter", "match-jobs", "cv-matching"])
        {
            await _system.Nodes.RegisterAsync(new PipelineDescriptor(pipeline, pipeline, ["one"], JsonDocument.Parse("{}").RootElement), default);
        }

        await _system.Store.CreateAsync(_document.New(DateTimeOffset.UtcNow), default);
    }

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Fact]
    public async Task HeadAnswersAtOnceWithTheHeadersOfGetAndStartsNothing()
    {
        var paths = GetPaths();
        var heads = new List<HttpResponseMessage>();
        foreach (string path in paths)
        {
            heads.Add(await _system.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path)));
        }

        Assert.Equal(1, await CountAsync());
        Assert.Empty(_system.Hub.ListOpen());
        foreach (var (path, head) in paths.Zip(heads))
        {
            using var get = await _system.Http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((path, get.StatusCode, get.Content.Headers.ContentType?.ToString()), (path, head.StatusCode, head.Content.Headers.ContentType?.ToString()));
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            head.Dispose();
        }
    }

    [Fact]
    public async Task ATrailingSlashMakesNoDifference()
    {
        foreach (string path in GetPaths().Where(path => path.Length > 1 && !path.Contains('?', StringComparison.Ordinal) && !path.Contains('.', StringComparison.Ordinal)))
        {
            using var plain = await _system.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead);
            using var slashed = await _system.Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{path}/"), HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal((path, plain.StatusCode), (path, slashed.StatusCode));
        }

        using var started = await _system.Http.PostAsJsonAsync("/api/jobs/optimization/", new { });
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/html, application/json;q=0.9")]
    [InlineData("text/event-stream;q=0, application/json")]
    public async Task AClientThatTakesNoStreamIsToldSoBeforeAnythingStarts(string accept)
    {
        foreach (string stream in Streams)
        {
            using var response = await SendAsync(stream, accept);
            Assert.Equal((stream, HttpStatusCode.NotAcceptable), (stream, response.StatusCode));
            using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty("Accept", out _));
        }

        Assert.Equal(1, await CountAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    [InlineData("text/event-stream, application/json")]
    [InlineData("application/json, text/plain, */*")] // npm axios
    [InlineData("text/*;q=0.3")]
    public async Task AnyOtherClientGetsTheStream(string? accept)
    {
        foreach (string stream in Streams)
        {
            using var response = await SendAsync(stream, accept);
            Assert.Equal((stream, "text/event-stream"), (stream, response.Content.Headers.ContentType?.MediaType));
        }
    }

    [Fact]
    public async Task AStreamThatIsOpenedJustBeforeItsJobIsStartedIsServed()
    {
        var job = new TestJob();
        var opening = SeedStream.GetAsync(_system.Http, $"/api/jobs/{job.Id}/stream?wait=30");
        await Task.Delay(50); // the answer waits
        Assert.False(opening.IsCompleted);
        await _system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default);
        await using var stream = await opening;
        Assert.Equal("0-1", (await stream.NextAsync())!.Id);
    }

    [Theory]
    [InlineData("", null, HttpStatusCode.NotFound)] // waits a second
    [InlineData("?wait=0", null, HttpStatusCode.NotFound)]
    [InlineData("?wait=60", "1-2", HttpStatusCode.NotFound)] // this client has seen the job, so the job is gone
    [InlineData("?wait=61", null, HttpStatusCode.BadRequest)]
    [InlineData("?wait=NaN", null, HttpStatusCode.BadRequest)]
    public async Task TheWaitForAJobIsBounded(string query, string? cursor, HttpStatusCode status)
    {
        await using var stream = await SeedStream.GetAsync(_system.Http, $"/api/jobs/{Guid.NewGuid()}/stream{query}", cursor);
        Assert.Equal(status, stream.Status);
    }

    private Task<HttpResponseMessage> SendAsync(string stream, string? accept)
    {
        string[] parts = stream.Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(parts[0]), parts[1]);
        if (parts[0] == "POST")
        {
            request.Content = JsonContent.Create(new { user_id = "u", jobs = new { jobtitle = "Developer" } });
        }

        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        return _system.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Of all endpoints that answer GET, with values that lead to something that is there; and of files.</summary>
    private List<string> GetPaths()
    {
        List<string> paths =
        [
            .. _system.Endpoints.Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") is not false)
                .Select(endpoint => Path(endpoint.RoutePattern)).Distinct(),
            "/", "/sdk/job-stream.js", "/openapi/v1.json", "/docs/index.html", "/nothing", $"/api/streams?job={_document.Id}",
            $"/api/jobs/{_document.Id}/events?after=0-1&wait=1",
        ];
        Assert.True(paths.Count > 25, $"only {paths.Count} were found");
        return paths;
    }

    private string Path(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "id" or "session_id" } => $"{_document.Id}",
            RoutePatternParameterPart { Name: "documentName" } => "v1",
            _ => "1",
        }))));

    private async Task<int> CountAsync() => (await _system.Store.ListAsync(null, 100, default)).Jobs.Count;
}
