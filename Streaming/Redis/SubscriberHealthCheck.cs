using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireStreaming.Streaming.Redis;

/// <summary>Degraded when published events are not received: they are then read from the log, which is slower.</summary>
internal sealed class SubscriberHealthCheck(RedisSubscriber subscriber) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(subscriber.IsReceiving ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("No subscription to Redis, so events come late."));
}
