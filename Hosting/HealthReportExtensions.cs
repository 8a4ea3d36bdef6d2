using AspireStreaming.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>The health of a resource by its own report.</summary>
public static class HealthReportExtensions
{
    /// <summary>Shows the status and the reasons of the report that the resource serves at this path of its endpoint <c>http</c>.</summary>
    /// <param name="path">As in <c>/health</c>. It answers as the projects of AspireStreaming do; of another answer only the status code counts.</param>
    public static IResourceBuilder<T> WithHealthReport<T>(this IResourceBuilder<T> resource, string path)
        where T : IResourceWithEndpoints
    {
        var endpoint = resource.GetEndpoint("http");
        string name = $"{resource.Resource.Name}{path}";
        resource.ApplicationBuilder.Services.AddHttpClient(nameof(HealthReportCheck)).RemoveAllLoggers(); // a line each few seconds for each resource
        resource.ApplicationBuilder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            name,
            services => new HealthReportCheck(
                services.GetRequiredService<IHttpClientFactory>(), () => endpoint.IsAllocated ? new Uri(new Uri(endpoint.Url), path) : null),
            failureStatus: null,
            tags: null));
        return resource.WithHealthCheck(name);
    }
}
