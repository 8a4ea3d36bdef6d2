using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using StackExchange.Redis;

namespace Microsoft.Extensions.Hosting;

/// <summary>Registers the job log and its services.</summary>
public static class JobStreamingExtensions
{
    /// <summary>Registers the job log: in Redis when there is a connection string of that name, else embedded in this process.</summary>
    /// <param name="connectionName">Name of the connection string, as in the AppHost: <c>redis</c>.</param>
    /// <param name="configure">Sets options that no connection string can hold, such as <c>Defaults</c> for credentials that a provider renews.</param>
    public static TBuilder AddJobStreaming<TBuilder>(this TBuilder builder, string connectionName, Action<ConfigurationOptions>? configure = null)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddCheckedOptions<StreamingOptions>(StreamingOptions.Section);
        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(connectionName)))
        {
            builder.Services.AddMemoryStore();
        }
        else
        {
            bool exports = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
            builder.AddRedisClient(
                connectionName,
                settings =>
                {
                    settings.DisableTracing |= !exports; // a span per command costs time, even without an exporter
                    settings.DisableHealthChecks = true; // it fails on a cluster: the store has its own
                },
                options =>
                {
                    RedisConnection.Configure(options);
                    configure?.Invoke(options);
                });
            builder.Services.AddRedisStore();
            if (builder.Configuration.GetValue<bool>($"{StreamingOptions.Section}:{nameof(StreamingOptions.Encrypt)}"))
            {
                builder.Services.AddKeyRing();
            }
        }

        builder.Services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddSource(StreamingDiagnostics.Name));
        builder.Services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(StreamingDiagnostics.Name));
        builder.Services.AddSingleton<NodeIdentity>();
        builder.Services.AddSingleton<AppendRate>();
        builder.Services.AddHostedService<NodeHeartbeat>();
        builder.Services.AddHostedService<QueueMonitor>();
        builder.Services.AddHostedService<NodeCommands>();
        return builder;
    }
}
