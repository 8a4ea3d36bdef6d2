using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge;

/// <summary>
/// Limits on the server resources that one client can use. A request's body is bounded where it is read; the unread part of a stream
/// by <see cref="ApiOptions.StallTimeout"/>.
/// </summary>
internal sealed class KestrelLimits(IOptions<ApiOptions> options) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        // Above this limit a connection is closed at once, and a browser retries; any HTTP answer would end its stream for good.
        limits.MaxConcurrentConnections = options.Value.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestLineSize = 32 * 1024; // /api/streams with a hundred jobs takes 6 for their cursors and 20 for their capabilities
        limits.MaxRequestHeadersTotalSize = 32 * 1024; // pages on localhost send the cookies of every program that ever ran there
        limits.MaxRequestHeaderCount = 64;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(75); // longer than proxies keep theirs, so that they close first
        limits.MaxResponseBufferSize = 64 * 1024; // memory that a client can hold here without reading
    }
}
