using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Tests.Api.Browsers;

/// <summary>A name that leads to this address is not enough: DNS rebinding makes any page of the Api's own origin.</summary>
public sealed class HostNamesTests
{
    [Theory]
    [InlineData("GET", "/api/jobs")]
    [InlineData("GET", "/api/streams?job=2f0bd1bb-9ad5-4c6a-a0a6-0a8c1c0e4f8b")]
    [InlineData("GET", "/api/ops/state")]
    [InlineData("GET", "/alive")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/api/jobs/diagnostics")]
    [InlineData("OPTIONS", "/api/jobs/diagnostics")]
    public async Task ARequestForAnUnknownNameIsRefusedAndToldWhichSettingAllowsIt(string method, string path)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        using var response = await SendAsync(system, "rebind.example:5080", method, path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        string error = Assert.Single(problem.RootElement.GetProperty("errors").GetProperty("Host").EnumerateArray()).GetString()!;
        Assert.Contains("'rebind.example'", error, StringComparison.Ordinal);
        Assert.Contains("Api:AllowedHosts", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheNamesAndAddressesOfThisMachineAreKnown()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        string[] own = [.. NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => address.ToString())];
        foreach (string host in (string[])["localhost", "LOCALHOST:5080", "api.localhost", "127.0.0.1:81", "[::1]:5080", Dns.GetHostName(), .. own])
        {
            using var response = await SendAsync(system, host, "GET", "/api/jobs");
            Assert.True(response.IsSuccessStatusCode, host);
        }
    }

    [Theory]
    [InlineData("jobs.example.org", true)]
    [InlineData("a.example.net:8080", true)]
    [InlineData("example.net", false)]
    [InlineData("jobs.example.org.evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("evil.example", false)]
    public async Task ConfiguredNamesAreAllowedBesideThem(string host, bool allowed)
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:AllowedHosts:0", "jobs.example.org"), ("Api:AllowedHosts:1", "*.example.net"));
        using var response = await SendAsync(system, host, "GET", "/api/jobs");
        Assert.Equal(allowed ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
        using var local = await SendAsync(system, "localhost", "GET", "/api/jobs");
        Assert.True(local.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData("Api:AllowedOrigins:0", "https://app.example.org/", "Api:AllowedOrigins is 'https://app.example.org/'. Allowed: origins without a path.")]
    [InlineData("Api:AllowedOrigins:0", "*", "Api:AllowedOrigins is '*'. Allowed: origins without a path.")]
    [InlineData("Api:AllowedHosts", "jobs.example.org", "Api:AllowedHosts is 'jobs.example.org'. It is a list: set Api:AllowedHosts:0, Api:AllowedHosts:1 and so on.")]
    public async Task AWrongSettingEndsTheStart(string key, string value, string message)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => EmbeddedSystem.StartAsync((key, value)));
        Assert.Equal(message, error.Message);
    }

    private static Task<HttpResponseMessage> SendAsync(EmbeddedSystem system, string host, string method, string path) =>
        system.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Headers = { Host = host } }, HttpCompletionOption.ResponseHeadersRead);
}
