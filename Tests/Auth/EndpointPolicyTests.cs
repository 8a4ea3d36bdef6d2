using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace AspireStreaming.Tests.Auth;

/// <summary>Every endpoint of the Api demands a right. A new endpoint without a policy makes these tests fail.</summary>
public sealed partial class EndpointPolicyTests
{
    /// <summary>What everybody may have: health, and the page without any data.</summary>
    private static readonly string[] Open = ["/health", "/alive", "/favicon.ico", "/", "/index.html", "/jobs", "/jobs/{id:guid}", "/ops", "/projects", "/projects/{project_id}"];

    /// <summary>What a capability opens.</summary>
    private static readonly string[] Watched = ["/api/streams", "/api/jobs/{id}/stream", "/api/jobs/{id}/snapshot"];

    [Fact]
    public async Task EveryEndpointHasThePolicyOfItsKind()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        Assert.True(system.Endpoints.Count > 45, $"{system.Endpoints.Count} endpoints were found");
        foreach (var (endpoint, method, route) in Routes(system))
        {
            var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy);
            Assert.True(
                Open.Contains(route) ? !policies.Any() : policies.SequenceEqual([ScopeOf(method, route)]),
                $"{method} {route} demands [{string.Join(", ", policies)}]");
        }
    }

    /// <summary>By that the limit of requests knows a stream.</summary>
    [Fact]
    public async Task EveryEndpointThatStreamsSaysSo()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        string[] streams = ["POST /mcp", "GET /streams/{id}", "POST /v1/responses", "GET /v1/responses/{response_id}", "POST /a2a/{pipeline}", "POST /ag-ui/{pipeline}", "POST /ui/{pipeline}", "GET /api/jobs/{id}/stream"];
        var saying = Routes(system)
            .Where(r => r.Endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Any(answer => answer.ContentTypes.Contains("text/event-stream")))
            .Select(r => $"{r.Method} {r.Route}");
        Assert.Empty(streams.Except(saying));
    }

    [Fact]
    public async Task NoEndpointAnswersACallerThatIsNotKnown()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        foreach (var client in new[] { system.As(null), system.WithToken("wrong"), system.WithToken("") })
        {
            foreach (var (_, method, route) in Routes(system).Where(r => !Open.Contains(r.Route)))
            {
                var (status, body) = await client.CallAsync(method, Url(route));
                Assert.True(status == HttpStatusCode.Unauthorized, $"{method} {route}: {status} {body}");
                Assert.StartsWith("must be 'Bearer'", body.GetProperty("errors").GetProperty("Authorization")[0].GetString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task AScopeOpensItsEndpointsAndNoOthers()
    {
        await using var system = await AuthSystem.WithKeysAsync();
        foreach (var (caller, opened) in new Dictionary<string, string[]>
        {
            ["nobody"] = [],
            ["starter"] = ["jobs:start"],
            ["reader"] = ["jobs:read"],
            ["controller"] = ["jobs:control"],
            ["operator"] = ["jobs:read", "jobs:control", "ops"],
        })
        {
            var client = system.As(caller);
            foreach (var (_, method, route) in Routes(system).Where(r => !Open.Contains(r.Route)))
            {
                string scope = ScopeOf(method, route).Replace("jobs:watch", "jobs:read", StringComparison.Ordinal);
                var (status, body) = await client.CallAsync(method, Url(route));
                Assert.True((status == HttpStatusCode.Forbidden) == !opened.Contains(scope), $"{caller}, {method} {route}: {status} {body}");
                if (status == HttpStatusCode.Forbidden)
                {
                    Assert.Equal($"must be of a caller with the scope {scope}", body.GetProperty("errors").GetProperty("Authorization")[0].GetString());
                }
            }
        }
    }

    private static string ScopeOf(string method, string route) =>
        route.StartsWith("/api/ops", StringComparison.Ordinal) ? "ops"
        : route is "/mcp" or "/a2a/{pipeline}" ? "jobs:read" // their tools and methods ask for more
        : method == "DELETE" || route.EndsWith("/cancel", StringComparison.Ordinal) || route.EndsWith("/retry", StringComparison.Ordinal) ? "jobs:control"
        : Watched.Contains(route) ? "jobs:watch"
        : method == "POST" && !route.EndsWith("/capability", StringComparison.Ordinal) && !route.StartsWith("/api/export/", StringComparison.Ordinal) ? "jobs:start"
        : "jobs:read";

    private static IEnumerable<(RouteEndpoint Endpoint, string Method, string Route)> Routes(AuthSystem system) =>
        from endpoint in system.Endpoints
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (endpoint, method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/').TrimEnd('/'));

    /// <summary>The address of nothing that exists.</summary>
    private static string Url(string route) => Parameter().Replace(route, match => match.Groups["name"].Value switch
    {
        "stream" or "index" => "1",
        "pipeline" => "none",
        "documentName" => "v1",
        _ => "3f1c2b9e-0000-4000-8000-000000000000",
    });

    [GeneratedRegex(@"\{(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
