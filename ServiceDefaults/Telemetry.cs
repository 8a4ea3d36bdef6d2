using AspireStreaming.Streaming;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AspireStreaming.ServiceDefaults;

/// <summary>
/// Traces, metrics and logs by OTLP, when there is a collector. The exporter alone does it, over the sources that ASP.NET Core
/// and HttpClient have built in; service name and attributes come from the OTEL_* variables.
/// </summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Services.AddHostedService<Providers>();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
            logs.AddOtlpExporter();
        });
    }

    /// <summary>Holds the providers for the life of the process and sends what is left at its end.</summary>
    private sealed class Providers : IHostedService, IDisposable
    {
        private readonly TracerProvider _traces = Sdk.CreateTracerProviderBuilder()
            .AddSource(StreamingDiagnostics.Name, "Microsoft.AspNetCore", "System.Net.Http")
            .AddOtlpExporter()
            .Build();

        private readonly MeterProvider _metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter(StreamingDiagnostics.Name, "Microsoft.AspNetCore.*", "System.Net.Http", "System.Runtime")
            .AddOtlpExporter()
            .Build();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
            _traces.Dispose();
            _metrics.Dispose();
        }
    }
}
