using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace AspireStreaming.Tests.Api.Browsers;

/// <summary>Requests as pages of other sites make them. <c>OtherSiteTests</c> makes them with a browser.</summary>
public sealed class CrossSiteGuardTests : IAsyncLifetime
{
    private const string Listed = "https://app.example.org";

    /// <summary>Health checks take any method, and none changes anything.</summary>
    private static readonly string[] Harmless = ["/health", "/alive"];

    private static readonly string[] ContentTypes = ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "text/plain", "application/json"];

    private static readonly PipelineDescriptor[] Pipelines =
        [.. new[] { "resume-parsing", "job-analysis", "optimization", "cover-letter", "agent-workflow" }
            .Select(name => new PipelineDescriptor(name, name, ["one"], JsonDocument.Parse("{}").RootElement))];

    private readonly TestJob _document = new(pipeline: "resume-parsing");
    private EmbeddedSystem _system = null!;

    public async Task InitializeAsync()
    {
        _system = await EmbeddedSystem.StartAsync(("Api:AllowedOrigins:0", Listed), ("Api:Heartbeat", "00:00:00.200"));
        foreach (var pipeline in Pipelines)
        {
            await _system.Nodes.RegisterAsync(pipeline, default);
        }

        await _system.Store.CreateAsync(_document.New(DateTimeOffset.UtcNow), default);
    }

    public async Task DisposeAsync() => await _system.DisposeAsync();

    [Theory]
    [InlineData("http://evil.example", "cross-site")]
    [InlineData("http://localhost:3000", "same-site")] // another program of this machine
    [InlineData("http://localhost:3000", null)]
    [InlineData("null", "cross-site")] // a page in a sandbox
    [InlineData("null", null)]
    [InlineData(null, "cross-site")]
    public async Task NoEndpointThatChangesStateTakesARequestOfAnotherSitesPage(string? origin, string? site)
    {
        foreach (var (method, path) in Changing())
        {
            foreach (string type in ContentTypes)
            {
                using var response = await SendAsync(method, path, origin, site, type);
                Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{method} {path} {type}: {response.StatusCode}");
                using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
                Assert.Contains("Api:AllowedOrigins", problem.RootElement.GetProperty("errors").GetProperty("Origin")[0].GetString(), StringComparison.Ordinal);
                Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
            }
        }

        Assert.Equal([_document.Id], await JobsAsync());
    }

    [Theory]
    [InlineData(null, null)] // curl, servers
    [InlineData(null, "none")] // a user's own act
    [InlineData("own", "same-origin")]
    [InlineData("own", null)] // a browser over plain HTTP from another machine
    [InlineData("null", "same-origin")] // a form of the page, which sends no referrer
    [InlineData(Listed, "cross-site")]
    [InlineData(Listed, null)]
    public async Task TrustedPagesAndOtherProgramsGetThroughToEveryEndpoint(string? origin, string? site)
    {
        foreach (var (method, path) in Changing())
        {
            using var response = await SendAsync(method, path, origin == "own" ? _system.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin, site, "text/plain");
            Assert.True(response.StatusCode is not HttpStatusCode.Forbidden, $"{method} {path}");
        }
    }

    /// <summary>A GET that starts work must be marked: pages load anything by GET, as in an image.</summary>
    [Fact]
    public async Task NoGetStartsAJobForAnotherSitesPage()
    {
        var patterns = Routes().Where(route => route.Methods.Contains("GET")).Select(route => route.Path).Distinct().ToList();
        Assert.Contains($"/optimization/stream/{_document.Id}", patterns);
        foreach (string path in patterns)
        {
            using var response = await SendAsync("GET", path, null, "cross-site", null);
        }

        Assert.Equal([_document.Id], await JobsAsync());

        using var own = await SendAsync("GET", $"/optimization/stream/{_document.Id}", null, "same-origin", null);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(2, (await JobsAsync()).Count);
    }

    [Theory]
    [InlineData(Listed, true)]
    [InlineData("http://localhost:3000", false)]
    [InlineData("https://127.0.0.1:8443", false)]
    [InlineData("https://elsewhere.example", false)]
    [InlineData("https://app.example.org.evil.example", false)]
    [InlineData("null", false)]
    public async Task OnlyPagesOfListedOriginsMayRead(string origin, bool allowed)
    {
        using var response = await SendAsync("GET", "/api/jobs", origin, "cross-site", null);
        Assert.Equal(allowed ? [origin] : [], Values(response, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed ? ["true"] : [], Values(response, "Access-Control-Allow-Credentials"));
        Assert.Equal(allowed ? [string.Join(',', "Location", "Retry-After", "ETag", "x-vercel-ai-ui-message-stream", "x-workflow-run-id", "x-workflow-stream-tail-index", "Mcp-Session-Id", "Stream-Next-Offset", "Stream-Up-To-Date", "Stream-Closed", "Stream-Cursor")] : [], Values(response, "Access-Control-Expose-Headers"));

        using var stream = await SendAsync("GET", $"/api/jobs/{_document.Id}/stream", origin, "cross-site", null);
        Assert.Equal(allowed ? [origin] : [], Values(stream, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed, stream.Headers.Vary.Contains("Origin"));
    }

    [Theory]
    [InlineData("Last-Event-ID,Cache-Control,Authorization,Idempotency-Key,Content-Type,X-Requested-With", true)]
    [InlineData("X-Other", false)]
    public async Task APreflightOfAListedOriginAllowsTheHeadersOfStreamClients(string headers, bool allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/jobs/diagnostics");
        request.Headers.Add("Origin", Listed);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", headers.ToLowerInvariant());
        using var response = await _system.Http.SendAsync(request);
        string answer = string.Join(",", Values(response, "Access-Control-Allow-Headers"));
        Assert.Equal(allowed, headers.Split(',').All(header => answer.Split(',').Contains(header, StringComparer.OrdinalIgnoreCase)));
        Assert.Equal(["600"], Values(response, "Access-Control-Max-Age"));
    }

    private static string[] Values(HttpResponseMessage response, string header) => response.Headers.TryGetValues(header, out var values) ? [.. values] : [];

    /// <summary>Every endpoint with a method that is not a read, and every GET that is marked.</summary>
    private List<(string Method, string Path)> Changing()
    {
        var changing = Routes()
            .SelectMany(route => route.Methods, (route, method) => (Method: method, route.Path, route.StartsWork))
            .Where(endpoint => endpoint.StartsWork || endpoint.Method is not ("GET" or "HEAD" or "OPTIONS"))
            .Select(endpoint => (endpoint.Method, endpoint.Path))
            .Distinct()
            .ToList();
        Assert.True(changing.Count > 20, $"only {changing.Count} endpoints were found");
        return changing;
    }

    private IEnumerable<(IReadOnlyList<string> Methods, string Path, bool StartsWork)> Routes() =>
        from endpoint in _system.Endpoints.Endpoints.OfType<RouteEndpoint>()
        let path = Path(endpoint.RoutePattern)
        where !Harmless.Contains(path)
        select (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["POST", "PUT", "PATCH", "DELETE"], path, endpoint.Metadata.GetMetadata<StartsWork>() is not null);

    /// <summary>With values that lead to something that is there.</summary>
    private string Path(RoutePattern pattern) => "/" + string.Join('/', pattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "id" or "session_id" } => $"{_document.Id}",
            RoutePatternParameterPart { Name: "pipeline" } => "optimization",
            _ => "1",
        }))));

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? origin, string? site, string? contentType)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (contentType is not null && method != "GET")
        {
            request.Content = new ByteArrayContent(Encoding.ASCII.GetBytes("{\"a\":\"=b\"}"));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        return await _system.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead); // streams have no end
    }

    private async Task<IReadOnlyList<Guid>> JobsAsync() => [.. (await _system.Store.ListAsync(null, 100, default)).Jobs.Select(job => job.JobId)];
}
