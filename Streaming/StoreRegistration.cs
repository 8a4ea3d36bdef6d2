using AspireStreaming.Streaming.Memory;
using AspireStreaming.Streaming.Redis;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Streaming;

/// <summary>Registers the contracts with one of their implementations.</summary>
public static class StoreRegistration
{
    /// <summary>The distributed store. Needs an <c>IConnectionMultiplexer</c>, and the <c>IOptions&lt;ConfigurationOptions&gt;</c> of that connection.</summary>
    public static IServiceCollection AddRedisStore(this IServiceCollection services)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<RedisKeys>();
        services.AddSingleton<RedisSeal>();
        services.AddSingleton<RedisActiveJobs>();
        services.AddSingleton<RedisListings>();
        services.AddSingleton<RedisTopology>();
        services.AddSingleton<RedisSubscriber>();
        services.AddSingleton<RedisCommands>();
        services.AddSingleton<RedisReplicas>();
        services.AddSingleton<RedisAppends>();
        services.AddSingleton<IJobLog, RedisJobLog>();
        services.AddSingleton<IJobStore, RedisJobStore>();
        services.AddSingleton<IJobStarts, RedisJobStarts>();
        services.AddSingleton<IJobQueue, RedisJobQueue>();
        services.AddSingleton<IJobControl, RedisJobControl>();
        services.AddSingleton<INodeRegistry, RedisNodeRegistry>();
        services.AddSingleton<INodeCalls, RedisNodeCalls>();
        services.AddSingleton<IProjectStore, RedisProjectStore>();
        services.AddSingleton<IThreadStore, RedisThreadStore>();
        services.AddSingleton<ICallerLimits, RedisCallerLimits>();
        services.AddHostedService<RedisMonitor>();
        services.AddHealthChecks().AddCheck<RedisHealthCheck>("redis").AddCheck<SubscriberHealthCheck>("redis-subscriber");
        return services;
    }

    /// <summary>
    /// The keys of the system, shared by all its processes and rotated by ASP.NET Core Data Protection: those of <see cref="StreamingOptions.Encrypt"/>
    /// and of capabilities.
    /// The application may configure Data Protection further, such as by <c>ProtectKeysWithCertificate</c>.
    /// </summary>
    public static IServiceCollection AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName(StreamingDiagnostics.Name);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KeyManagementOptions>, RedisKeyRing>());
        return services;
    }

    /// <summary>The embedded store: for one process; its data ends with the process.</summary>
    public static IServiceCollection AddMemoryStore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<MemoryJobs>();
        services.AddSingleton<IJobLog, MemoryJobLog>();
        services.AddSingleton<IJobStore, MemoryJobStore>();
        services.AddSingleton<IJobStarts, MemoryJobStarts>();
        services.AddSingleton<IJobQueue, MemoryJobQueue>();
        services.AddSingleton<IJobControl, MemoryJobControl>();
        services.AddSingleton<INodeRegistry, MemoryNodeRegistry>();
        services.AddSingleton<INodeCalls, MemoryNodeCalls>();
        services.AddSingleton<IProjectStore, MemoryProjectStore>();
        services.AddSingleton<IThreadStore, MemoryThreadStore>();
        services.AddSingleton<ICallerLimits, MemoryCallerLimits>();
        return services;
    }
}
