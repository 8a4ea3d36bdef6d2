using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Healthy when Redis answers a PING within the store's time-out; degraded when what is published can't be heard.</summary>
internal sealed class RedisHealthCheck(RedisCommands redis, RedisSubscriber subscriber) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await redis.CallAsync(db => db.PingAsync(), cancellationToken);
            return subscriber.IsHearing ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("Nothing is heard from Redis, so events come late.");
        }
        catch (StoreUnavailableException e)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, e.Message);
        }
    }
}
