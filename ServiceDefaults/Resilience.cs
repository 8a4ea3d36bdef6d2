using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.ServiceDefaults;

/// <summary>What HTTP clients of the factory get: service discovery and the standard retries, time-outs and circuit breaker.</summary>
internal static class Resilience
{
    public static void AddResilience(this IHostApplicationBuilder builder)
    {
#if ASPIRE
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
#else
        // The packages for both can't be had in this profile: bounded connects and pooled connections that follow DNS remain.
        builder.Services.ConfigureHttpClientDefaults(http => http.UseSocketsHttpHandler((handler, _) =>
        {
            handler.ConnectTimeout = TimeSpan.FromSeconds(10);
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        }));
#endif
    }
}
