using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Auth;

/// <summary>Recognizes requests by a capability: in the URL, because EventSource sends no headers, or in a cookie.</summary>
internal sealed class CapabilityHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> scheme, ILoggerFactory logger, UrlEncoder encoder, Capabilities capabilities)
    : AuthenticationHandler<AuthenticationSchemeOptions>(scheme, logger, encoder)
{
    public const string SchemeName = "Capability";

    /// <summary>Whether a request has a capability.</summary>
    public static bool Applies(HttpRequest request) =>
        request.Query.ContainsKey(Capabilities.Parameter) || request.Cookies.ContainsKey(Capabilities.Cookie);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // A URL with a capability must not become the Referer of a request that its viewer makes.
        Response.Headers["Referrer-Policy"] = "no-referrer";
        var given = Request.Query[Capabilities.Parameter];
        IEnumerable<string?> texts = given.Count > 0 ? given : [Request.Cookies[Capabilities.Cookie]];
        var valid = texts.Select(text => capabilities.Read(text ?? "")).OfType<Capability>().ToList();
        return Task.FromResult(valid.Count > 0
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new CapabilityIdentity(valid)), SchemeName))
            : AuthenticateResult.Fail("The capability is not valid (any more)."));
    }
}

/// <summary>A caller that may read some jobs, and is not known otherwise.</summary>
internal sealed class CapabilityIdentity(IReadOnlyList<Capability> capabilities) : ClaimsIdentity(CapabilityHandler.SchemeName)
{
    public IReadOnlyList<Capability> Capabilities => capabilities;
}
