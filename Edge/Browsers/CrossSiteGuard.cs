namespace AspireStreaming.Edge.Browsers;

/// <summary>
/// Refuses requests that change state and come from a page of another site, whatever their content type: a form post needs no
/// preflight of CORS. Programs that send neither <c>Sec-Fetch-Site</c> nor <c>Origin</c> are no browsers and pass.
/// </summary>
internal sealed class CrossSiteGuard(RequestDelegate next, TrustedOrigins origins)
{
    public Task InvokeAsync(HttpContext http) => !ChangesState(http) || IsTrusted(http.Request) ? next(http) : RefuseAsync(http);

    private static bool ChangesState(HttpContext http)
    {
        string method = http.Request.Method;
        return !(HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method))
            || http.GetEndpoint()?.Metadata.GetMetadata<StartsWork>() is not null;
    }

    private bool IsTrusted(HttpRequest request)
    {
        string origin = request.Headers.Origin.ToString();
        if (origins.IsListed(origin))
        {
            return true;
        }

        // Browsers send it to TLS and loopback addresses. Page scripts can't set it.
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        return site.Length > 0 ? site is "same-origin" or "none" : origin.Length == 0 || TrustedOrigins.IsOwn(origin, request.Host);
    }

    private static Task RefuseAsync(HttpContext http)
    {
        string origin = http.Request.Headers.Origin.ToString();
        string from = origin.Length > 0 ? $"'{origin}'" : "another site";
        return Problems.Field(
            "Origin",
            $"is {from}; pages may do this from the Api's own origin and from those in Api:AllowedOrigins",
            StatusCodes.Status403Forbidden).ExecuteAsync(http);
    }
}
