using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Unhealthy when no server takes commands. A cluster without one of its masters is healthy: the jobs of the others go on. The check of the client
/// integration asks for CLUSTER INFO, which the client library keeps for connections in admin mode.
/// </summary>
internal sealed class RedisHealthCheck(RedisCommands redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.CallAsync(db => db.PingAsync(), cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StoreUnavailableException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message, e);
        }
    }
}
