using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AspireStreaming.Bench.Peers;

/// <summary>An OpenID Connect authority on a free port: discovery, keys, and tokens signed by its key.</summary>
internal sealed class TokenAuthority : IAsyncDisposable
{
    public const string Audience = "jobs-api";

    private readonly WebApplication _app;
    private readonly RSA _rsa = RSA.Create(2048);

    private TokenAuthority(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public RsaSecurityKey Key => new(_rsa) { KeyId = "k1" };

    public static async Task<TokenAuthority> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var authority = new TokenAuthority(app);
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = authority.Address,
            ["jwks_uri"] = $"{authority.Address}/keys",
        }));
        app.MapGet("/keys", () =>
        {
            var key = authority._rsa.ExportParameters(includePrivateParameters: false);
            return Results.Json(new
            {
                keys = new[]
                {
                    new { kty = "RSA", use = "sig", kid = "k1", alg = "RS256", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) },
                },
            });
        });
        await app.StartAsync();
        return authority;
    }

    /// <summary>The settings of an Api that trusts this authority.</summary>
    public (string, string?)[] Settings =>
        [("Auth:Mode", "jwt"), ("Auth:Authority", Address), ("Auth:Audience", Audience), ("Auth:RequireHttps", "false")];

    public string Token(
        string? subject,
        string? tenant = null,
        object? scope = null,
        string audience = Audience,
        string? issuer = null,
        TimeSpan? lifetime = null,
        SigningCredentials? credentials = null)
    {
        var expires = DateTime.UtcNow + (lifetime ?? TimeSpan.FromMinutes(5));
        var claims = new Dictionary<string, object> { ["scope"] = scope ?? "jobs:start jobs:read jobs:control" };
        if (scope is string[])
        {
            claims = new Dictionary<string, object> { ["scp"] = scope };
        }

        if (subject is not null)
        {
            claims["sub"] = subject;
        }

        if (tenant is not null)
        {
            claims["tenant"] = tenant;
        }

        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Address,
            Audience = audience,
            Claims = claims,
            NotBefore = expires.AddHours(-2),
            Expires = expires,
            SigningCredentials = credentials ?? new SigningCredentials(Key, SecurityAlgorithms.RsaSha256),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _rsa.Dispose();
    }
}
