using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Auth;

/// <summary>Recognizes callers by <c>Authorization: Bearer …</c> with a key.</summary>
internal sealed class ApiKeyHandler(IOptionsMonitor<AuthenticationSchemeOptions> scheme, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(scheme, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    private const string Prefix = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        return Task.FromResult(keys.Find(header[Prefix.Length..].Trim()) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(caller, SchemeName))
            : AuthenticateResult.Fail("The key is not known."));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await base.HandleChallengeAsync(properties);
        Response.Headers.WWWAuthenticate = Prefix.TrimEnd();
    }
}

/// <summary>The configured keys, by their hash: a look-up by a hash tells nothing of the keys by its time.</summary>
internal sealed class ApiKeys(IOptions<AuthOptions> options)
{
    private readonly Dictionary<string, ClaimsPrincipal> _callers = options.Value.Keys.ToDictionary(
        key => key.Hash, key => Caller(key, options.Value), StringComparer.OrdinalIgnoreCase);

    public ClaimsPrincipal? Find(string key) => _callers.GetValueOrDefault(ApiKey.HashOf(key));

    private static ClaimsPrincipal Caller(ApiKey key, AuthOptions options)
    {
        var claims = new List<Claim> { new(JobAccess.SubjectClaim, key.Subject), new("name", key.Name), new("scope", string.Join(' ', key.Scopes)) };
        if (key.Tenant is not null)
        {
            claims.Add(new Claim(options.TenantClaim, key.Tenant));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, ApiKeyHandler.SchemeName, "name", null));
    }
}
