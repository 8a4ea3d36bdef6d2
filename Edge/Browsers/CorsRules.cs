using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Protocols.A2a;
using AspireStreaming.Edge.Protocols.AiSdk;
using AspireStreaming.Edge.Protocols.DurableStreams;
using AspireStreaming.Edge.Protocols.Mcp;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Browsers;

/// <summary>Pages of the configured origins may call, with the headers that clients of job streams send.</summary>
internal sealed class CorsRules(TrustedOrigins origins) : IConfigureOptions<CorsOptions>
{
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    public void Configure(CorsOptions cors) => cors.AddDefaultPolicy(policy => policy
        .SetIsOriginAllowed(origins.IsListed)
        .WithMethods("GET", "POST", "DELETE")
        .WithHeaders("Authorization", "Cache-Control", "Content-Type", "If-None-Match", "Last-Event-ID", "X-Requested-With", "X-Run-Id", McpRequest.SessionHeader, McpRequest.VersionHeader, "Mcp-Method", "Mcp-Name", A2aEndpoint.VersionHeader, JobStarter.IdempotencyHeader)
        .WithExposedHeaders("Location", "Retry-After", "ETag", AiSdkEndpoint.VersionHeader, AiSdkEndpoint.RunHeader, AiSdkEndpoint.TailHeader, McpRequest.SessionHeader,
            DurableStreamsEndpoint.NextOffsetHeader, DurableStreamsEndpoint.UpToDateHeader, DurableStreamsEndpoint.ClosedHeader, DurableStreamsEndpoint.CursorHeader)
        .AllowCredentials()
        .SetPreflightMaxAge(PreflightAge));
}
