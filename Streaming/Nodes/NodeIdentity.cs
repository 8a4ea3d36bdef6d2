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

    /// <summary>The platform's name for this replica: <c>service.instance.id</c> of <c>OTEL_RESOURCE_ATTRIBUTES</c>; null when it gives none.</summary>
    public string? Instance { get; } = (configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "").Split(',')
        .Select(attribute => attribute.Split('=', 2, StringSplitOptions.TrimEntries))
        .FirstOrDefault(attribute => attribute is ["service.instance.id", { Length: > 0 }])?[1];

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();
}
