using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.Streaming;

/// <summary>The process's name among all nodes: unique, and new with every start.</summary>
public sealed class NodeIdentity(IHostEnvironment environment, IConfiguration configuration, TimeProvider time)
{
    /// <summary>api, worker, …: the service's name in telemetry too.</summary>
    public string Kind { get; } = configuration["OTEL_SERVICE_NAME"] ?? environment.ApplicationName.ToLowerInvariant();

    public string Id { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}");

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();
}
