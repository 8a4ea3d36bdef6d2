using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Browsers;

/// <summary>
/// The origins whose pages may call the Api: its own one and the configured ones. A page of another port of this machine is another
/// program's, so a loopback origin is not trusted for being one.
/// </summary>
internal sealed class TrustedOrigins(IOptions<ApiOptions> options)
{
    private readonly HashSet<string> _listed = options.Value.AllowedOrigins.ToHashSet(StringComparer.OrdinalIgnoreCase);

    public bool IsListed(string origin) => _listed.Contains(origin);

    /// <summary>Schemes are not compared: a proxy that ends TLS calls by HTTP.</summary>
    /// <param name="origin">As in <c>https://jobs.example.org</c>.</param>
    /// <param name="host">The header <c>Host</c>, as in <c>jobs.example.org</c>.</param>
    public static bool IsOwn(string origin, HostString host) =>
        origin.IndexOf("://", StringComparison.Ordinal) is > 0 and var end
        && origin.AsSpan(end + 3).Equals(host.Value, StringComparison.OrdinalIgnoreCase);
}
