using System.Net;
using System.Text.Json;
using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Api;

/// <summary>Requests without a route.</summary>
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
}
