namespace AspireStreaming.Api.Page;

/// <summary>The page may only connect to its own origin.</summary>
internal static class PageHeaders
{
    /// <summary>Asked for each time: 304 while unchanged.</summary>
    public const string Revalidated = "no-cache";

    /// <summary>Never asked for again.</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "font-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void Write(HttpResponse response, string caching)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = caching;
    }
}
