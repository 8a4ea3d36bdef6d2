using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireStreaming.Hosting;

/// <summary>
/// The health of a resource as its own report tells it: <c>{"status":"degraded","checks":{"worker":{"status":"degraded","reason":"…"}}}</c>.
/// Aspire's check of an address knows the status code only.
/// </summary>
internal sealed class HealthReportCheck(IHttpClientFactory clients, Func<Uri?> address) : IHealthCheck
{
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (address() is not { } url)
        {
            return HealthCheckResult.Unhealthy("It has no address yet.");
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        using var http = clients.CreateClient(nameof(HealthReportCheck));
        http.MaxResponseContentBufferSize = MostBytes;
        try
        {
            using var response = await http.GetAsync(url, timeout.Token);
            byte[] body = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return Read(body) ?? (response.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"It answered {(int)response.StatusCode}."));
        }
        catch (HttpRequestException e)
        {
            return HealthCheckResult.Unhealthy($"It does not answer: {e.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"It has not answered within {Timeout.TotalSeconds:0} s.");
        }
    }

    /// <returns>Null when the body is no report.</returns>
    private static HealthCheckResult? Read(byte[] body)
    {
        try
        {
            using var report = JsonDocument.Parse(body);
            var reasons = report.RootElement.GetProperty("checks").EnumerateObject()
                .Where(check => Status(check.Value) != HealthStatus.Healthy)
                .Select(check => check.Value.TryGetProperty("reason", out var reason) ? $"{check.Name}: {reason.GetString()}" : check.Name);
            return new HealthCheckResult(Status(report.RootElement), string.Join("\n", reasons));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            return null;
        }
    }

    private static HealthStatus Status(JsonElement report) => Enum.Parse<HealthStatus>(report.GetProperty("status").GetString()!, ignoreCase: true);
}
