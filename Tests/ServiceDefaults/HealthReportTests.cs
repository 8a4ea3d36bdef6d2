using System.Net;
using System.Text.Json;
using AspireStreaming.Hosting;
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
        await using var app = await StartAsync(checks => checks
            .AddCheck("slow", () => HealthCheckResult.Degraded("It is slow."))
            .AddCheck("store", () => throw new TimeoutException("next: EVAL job:{0b2d}")));
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

    [Fact]
    public async Task TheDashboardShowsTheReasonsOfTheReport()
    {
        var state = HealthCheckResult.Healthy();
        await using var app = await StartAsync(checks => checks.AddCheck("store", () => state).AddCheck("worker", () => state));
        await using var clients = new ServiceCollection().AddHttpClient().BuildServiceProvider();
        Uri? address = null;
        var check = new HealthReportCheck(clients.GetRequiredService<IHttpClientFactory>(), () => address);
        await CheckAsync(HealthStatus.Unhealthy, "It has no address yet.");

        address = new Uri(new Uri(app.Urls.Single()), "/health");
        await CheckAsync(HealthStatus.Healthy, "");
        state = HealthCheckResult.Degraded("1 of 4 slots is stuck.");
        await CheckAsync(HealthStatus.Degraded, "store: 1 of 4 slots is stuck.\nworker: 1 of 4 slots is stuck.");
        state = HealthCheckResult.Unhealthy(exception: new TimeoutException());
        await CheckAsync(HealthStatus.Unhealthy, "store: TimeoutException\nworker: TimeoutException");

        address = new Uri(address, "/other");
        await CheckAsync(HealthStatus.Unhealthy, "It answered 404.");
        await app.StopAsync();
        var gone = await check.CheckHealthAsync(new HealthCheckContext());
        Assert.Equal(HealthStatus.Unhealthy, gone.Status);
        Assert.StartsWith("It does not answer: ", gone.Description, StringComparison.Ordinal);

        async Task CheckAsync(HealthStatus status, string description)
        {
            var result = await check.CheckHealthAsync(new HealthCheckContext());
            Assert.Equal((status, description), (result.Status, result.Description ?? ""));
        }
    }

    private static async Task<WebApplication> StartAsync(Action<IHealthChecksBuilder> add)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddDefaultHealthChecks();
        add(builder.Services.AddHealthChecks());
        var app = builder.Build();
        app.MapDefaultEndpoints();
        await app.StartAsync();
        return app;
    }
}
