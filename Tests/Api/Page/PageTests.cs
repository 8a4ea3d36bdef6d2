using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AspireStreaming.Tests.Distributed;

namespace AspireStreaming.Tests.Api.Page;

/// <summary>How browsers may keep the files of the page.</summary>
[Collection(SharedSystem.Name)]
public sealed partial class PageTests(RunningSystem system)
{
    private HttpClient Http => system.Apis[0].Http;

    [Theory]
    [InlineData("/")]
    [InlineData("/index.html")]
    [InlineData("/jobs")]
    [InlineData("/jobs/3f0b6e0e-6f53-4d3c-8f4e-0d7a3f8f5b11")]
    [InlineData("/ops")]
    [InlineData("/projects")]
    [InlineData("/projects/any")]
    [InlineData("/sdk/job-stream.js")]
    [InlineData("/start.js")]
    [InlineData("/favicon.svg")]
    public async Task WhatHasALastingAddressIsAskedForAgain(string path)
    {
        using var response = await Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("no-cache", $"{response.Headers.CacheControl}");
        Assert.StartsWith("default-src 'none'; script-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { response.Headers.ETag! } } };
        using var unchanged = await Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Fact]
    public async Task WhatTheDocumentLoadsIsKeptForEver()
    {
        string[] addresses = await AddressesAsync(Http);
        Assert.InRange(addresses.Length, 10, 30);
        foreach (string address in addresses)
        {
            using var response = await Http.GetAsync(address);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(address == "/start.js" ? "no-cache" : "public, max-age=31536000, immutable", Caching(response));
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(response.Headers.Contains("Content-Security-Policy"));
        }
    }

    [Fact]
    public async Task ReplicasServeOneVersion() => Assert.Equal(await AddressesAsync(Http), await AddressesAsync(system.Apis[1].Http));

    [Theory]
    [InlineData("/assets/0123456789abcdef/app/main.js")]
    [InlineData("/assets/0123456789abcdef/index.html")]
    [InlineData("/assets/")]
    public async Task AnotherVersionIsNotThereAndMayBeLater(string path)
    {
        using var response = await Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("no-store", $"{response.Headers.CacheControl}");
    }

    /// <summary>A page of before there were versions must not be put together from two.</summary>
    [Fact]
    public async Task ThePagesOwnModulesHaveNoAddressWithoutAVersion()
    {
        using var response = await Http.GetAsync("/app/main.js");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task AMissingPageIsThePageAndNeverUnchanged()
    {
        using var page = await Http.GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nothing") { Headers = { Accept = { new MediaTypeWithQualityHeaderValue("text/html") }, IfNoneMatch = { page.Headers.ETag! } } };
        using var response = await Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(await page.Content.ReadAsStringAsync(), await response.Content.ReadAsStringAsync());
    }

    /// <summary>As it was sent: the client writes the parts in an order of its own.</summary>
    private static string Caching(HttpResponseMessage response) => response.Headers.NonValidated["Cache-Control"].ToString();

    private static async Task<string[]> AddressesAsync(HttpClient http) =>
        [.. Address().Matches(await http.GetStringAsync("/")).Select(match => match.Groups["address"].Value)];

    [GeneratedRegex("(?:href|src)=\"(?<address>/[^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
