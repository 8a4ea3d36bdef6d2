using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Healthy when Redis answers a PING within the store's time-out.</summary>
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
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message);
        }
    }
}
