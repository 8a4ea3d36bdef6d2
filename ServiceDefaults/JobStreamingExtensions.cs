using AspireStreaming.ServiceDefaults;
using AspireStreaming.Streaming;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
#if !ASPIRE
using AspireStreaming.Streaming.Redis;
#endif

namespace Microsoft.Extensions.Hosting;

/// <summary>The job log and what goes with it.</summary>
public static class JobStreamingExtensions
{
    /// <summary>Over Redis when there is a connection string of that name, else embedded in this process.</summary>
    /// <param name="connectionName">Name of the connection string, as in the AppHost: <c>redis</c>.</param>
    public static TBuilder AddJobStreaming<TBuilder>(this TBuilder builder, string connectionName)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddOptions<StreamingOptions>()
            .BindConfiguration(StreamingOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        string? connectionString = builder.Configuration.GetConnectionString(connectionName);
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            builder.Services.AddMemoryStore();
        }
        else
        {
#if ASPIRE
            builder.AddRedisClient(connectionName);
#else
            builder.Services.AddRedisConnection(connectionString);
#endif
            builder.Services.AddRedisStore();
        }

        builder.Services.AddSingleton<NodeIdentity>();
        builder.Services.AddHostedService<NodeHeartbeat>();
        return builder;
    }
}
