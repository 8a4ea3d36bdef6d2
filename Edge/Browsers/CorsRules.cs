using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Protocols.AiSdk;
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
        .WithHeaders("Authorization", "Cache-Control", "Content-Type", "Last-Event-ID", "X-Requested-With", "X-Run-Id", JobStarter.IdempotencyHeader)
        .WithExposedHeaders("Location", "Retry-After", "ETag", AiSdkEndpoint.VersionHeader, AiSdkEndpoint.RunHeader, AiSdkEndpoint.TailHeader)
        .AllowCredentials()
        .SetPreflightMaxAge(PreflightAge));
}
