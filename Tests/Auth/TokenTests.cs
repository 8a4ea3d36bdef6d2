using System.Net;
using System.Security.Cryptography;
using System.Text;
using AspireStreaming.Bench.Peers;
using Microsoft.IdentityModel.Tokens;

namespace AspireStreaming.Tests.Auth;

/// <summary>Mode <c>jwt</c> with tokens of a real authority.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task TheSubjectOfATenantIsACaller()
    {
        await using var authority = await TokenAuthority.StartAsync();
        await using var system = await AuthSystem.StartAsync(authority.Settings);
        var ann = system.WithToken(authority.Token("ann", "acme"));
        var job = await ann.StartAsync("resume-parsing", new { resume_text = "John Doe\nEngineer\nSKILLS\nPython" });
        Assert.Equal(new AspireStreaming.Streaming.JobOwner("acme", "ann"), (await system.Store.GetAsync(job, default))!.Owner);

        async Task<HttpStatusCode> GetAsync(string token) => (await system.WithToken(token).CallAsync("GET", $"/api/jobs/{job}")).Status;
        Assert.Equal(HttpStatusCode.OK, await GetAsync(authority.Token("ann", "acme", "openid jobs:read")));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(authority.Token("ann", "acme", new[] { "jobs:start", "jobs:read" })));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(authority.Token("ann")));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(authority.Token("ann", "other")));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(authority.Token("bob", "acme")));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(authority.Token("olga", "other", "ops")));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(authority.Token("ann", "acme", "jobs:start xjobs:read jobs:readx")));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(authority.Token(null, "acme")));
    }

    [Fact]
    public async Task ATokenThatTheAuthorityDidNotGiveForThisApiIsRefused()
    {
        await using var authority = await TokenAuthority.StartAsync();
        await using var system = await AuthSystem.StartAsync(authority.Settings);
        using var rsa = RSA.Create(2048);
        string good = authority.Token("ann");
        string[] parts = good.Split('.');
        var wrong = new Dictionary<string, string>
        {
            ["expired"] = authority.Token("ann", lifetime: TimeSpan.FromMinutes(-1)),
            ["another audience"] = authority.Token("ann", audience: "other-api"),
            ["another issuer"] = authority.Token("ann", issuer: "https://login.example.org"),
            ["another key"] = authority.Token("ann", credentials: new SigningCredentials(new RsaSecurityKey(rsa) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256)),
            ["the public key as a secret"] = authority.Token("ann", credentials: new SigningCredentials(
                new SymmetricSecurityKey(authority.Key.Rsa.ExportSubjectPublicKeyInfo()) { KeyId = "k1" }, SecurityAlgorithms.HmacSha256)),
            ["no signature"] = $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{parts[1]}.",
            ["a changed claim"] = $"{parts[0]}.{Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(Base64UrlEncoder.Decode(parts[1]).Replace("ann", "bob", StringComparison.Ordinal)))}.{parts[2]}",
            ["no token"] = "x",
        };
        Assert.Equal(HttpStatusCode.OK, (await system.WithToken(good).CallAsync("GET", "/api/jobs")).Status);
        foreach (var (what, token) in wrong)
        {
            var (status, _) = await system.WithToken(token).CallAsync("GET", "/api/jobs");
            Assert.True(status == HttpStatusCode.Unauthorized, $"{what}: {status}");
        }
    }
}
