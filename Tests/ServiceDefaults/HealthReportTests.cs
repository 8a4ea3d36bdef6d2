using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.ServiceDefaults;

public sealed class HealthReportTests
{
    [Fact]
    public async Task TheReportNamesEachCheckAndItsReasonAndNoTextOfAnException()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddDefaultHealthChecks();
        builder.Services.AddHealthChecks()
            .AddCheck("slow", () => HealthCheckResult.Degraded("It is slow."))
            .AddCheck("store", () => throw new TimeoutException("next: EVAL job:{0b2d}"));
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var health = await client.GetAsync(new Uri("/health", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Equal("application/json", health.Content.Headers.ContentType?.MediaType);
        string text = await health.Content.ReadAsStringAsync();
        Assert.DoesNotContain("0b2d", text, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(text);
        Assert.Equal("unhealthy", report.RootElement.GetProperty("status").GetString());
        var checks = report.RootElement.GetProperty("checks");
        Assert.Equal("""{"status":"healthy"}""", checks.GetProperty("self").GetRawText());
        Assert.Equal("""{"status":"degraded","reason":"It is slow."}""", checks.GetProperty("slow").GetRawText());
        Assert.Equal("""{"status":"unhealthy","reason":"TimeoutException"}""", checks.GetProperty("store").GetRawText());

        using var alive = await client.GetAsync(new Uri("/alive", UriKind.Relative));
        Assert.Equal("""{"status":"healthy","checks":{"self":{"status":"healthy"}}}""", await alive.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }
}
