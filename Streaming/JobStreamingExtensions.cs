using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>The job log and what goes with it.</summary>
public static class JobStreamingExtensions
{
    /// <summary>Registers the job log: over Redis when there is a connection string of that name, else embedded in this process.</summary>
    /// <param name="connectionName">Name of the connection string, as in the AppHost: <c>redis</c>.</param>
    /// <param name="configure">Sets what no connection string can hold, as <c>Defaults</c> for credentials that a provider renews.</param>
    public static TBuilder AddJobStreaming<TBuilder>(this TBuilder builder, string connectionName, Action<ConfigurationOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptions<StreamingOptions>()
            .BindConfiguration(StreamingOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(connectionName)))
        {
            builder.Services.AddMemoryStore();
        }
        else
        {
            bool exports = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
            builder.AddRedisClient(
                connectionName,
                settings => settings.DisableTracing |= !exports, // a span per command costs, even with no exporter
                options =>
                {
                    RedisConnection.Configure(options);
                    configure?.Invoke(options);
                });
            builder.Services.AddRedisStore();
        }

        builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddSource(StreamingDiagnostics.Name));
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(StreamingDiagnostics.Name));
        builder.Services.AddSingleton<NodeIdentity>();
        builder.Services.AddHostedService<NodeHeartbeat>();
        return builder;
    }
}
