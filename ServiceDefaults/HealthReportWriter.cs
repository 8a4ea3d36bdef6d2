using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.Hosting;

/// <summary>
/// Writes a health report as JSON: <c>{"status":"degraded","checks":{"worker":{"status":"degraded","reason":"1 of 4 slots …"}}}</c>.
/// </summary>
internal static class HealthReportWriter
{
    public static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        WriteStatus(json, report.Status);
        json.WriteStartObject("checks");
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteStartObject(name);
            WriteStatus(json, entry.Status);
            // The log has the text of an exception. It may hold keys, such as job ids, and this report has no access control.
            if (entry.Status != HealthStatus.Healthy && (entry.Exception?.GetType().Name ?? entry.Description) is { } reason)
            {
                json.WriteString("reason", reason);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, HealthStatus status) => json.WriteString("status", status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    });
}
