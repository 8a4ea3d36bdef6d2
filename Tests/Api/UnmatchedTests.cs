using System.Net;
using System.Text.Json;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Api;

/// <summary>Requests without a route, and requests from pages of other origins.</summary>
[Collection(SharedSystem.Name)]
public sealed class UnmatchedTests(RunningSystem system)
{
    private HttpClient Http => system.Apis[0].Http;

    [Theory]
    [InlineData("GET", "/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    [InlineData("PUT", "/api/jobs", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/api/streams", HttpStatusCode.MethodNotAllowed)]
    public async Task AnUnknownRouteIsAnsweredByAProblem(string method, string path, HttpStatusCode status)
    {
        using var response = await Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((int)status, problem.RootElement.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://127.0.0.1:8443", true)]
    [InlineData("https://elsewhere.example", false)]
    [InlineData("null", false)]
    public async Task OnlyPagesOfThisMachineMayRead(string origin, bool allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/jobs");
        request.Headers.Add("Origin", origin);
        using var response = await Http.SendAsync(request);
        Assert.Equal(allowed ? [origin] : [], response.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? origins : []);

        using var asked = new HttpRequestMessage(HttpMethod.Options, "/api/jobs/diagnostics");
        asked.Headers.Add("Origin", origin);
        asked.Headers.Add("Access-Control-Request-Method", "POST");
        asked.Headers.Add("Access-Control-Request-Headers", "content-type,idempotency-key");
        using var answer = await Http.SendAsync(asked);
        Assert.Equal(allowed, answer.Headers.Contains("Access-Control-Allow-Methods"));
    }

    [Fact]
    public async Task APageOfAnotherOriginCanReadAStream()
    {
        var id = await system.Apis[0].StartAsync(Work.Endless.Request);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{id}/stream");
        request.Headers.Add("Origin", "http://localhost:3000");
        using var stream = await SseStream.OpenAsync(Http, request);
        Assert.Equal(["http://localhost:3000"], stream.Response.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains("Origin", stream.Response.Headers.Vary);
        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
    }
}
