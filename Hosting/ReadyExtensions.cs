using System.Net;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Lines on standard output that name what is ready, and its address.</summary>
public static class ReadyExtensions
{
    private const string Dashboard = "aspire-dashboard"; // Aspire's name of its resource

    /// <summary>Writes <c>ready: {url}</c> once the resource is healthy and the URL answers.</summary>
    /// <param name="url">As a user opens it, e.g. <c>http://localhost:5080</c>.</param>
    public static IResourceBuilder<T> WithReadyLine<T>(this IResourceBuilder<T> resource, string url)
        where T : IResource
    {
        resource.ApplicationBuilder.OnReady(resource.Resource.Name, url, $"ready: {url}");
        return resource;
    }

    /// <summary>Writes <c>dashboard: {login URL}</c> once the dashboard answers. Without a dashboard it writes nothing.</summary>
    public static IDistributedApplicationBuilder AddDashboardLine(this IDistributedApplicationBuilder builder)
    {
        if (builder.Configuration["ASPNETCORE_URLS"]?.Split(';')[0].TrimEnd('/') is { Length: > 0 } url)
        {
            string login = builder.Configuration["AppHost:BrowserToken"] is { Length: > 0 } token ? $"{url}/login?t={token}" : url;
            builder.OnReady(Dashboard, url, $"dashboard: {login}");
        }

        return builder;
    }

    private static void OnReady(this IDistributedApplicationBuilder builder, string resource, string url, string line)
    {
        if (builder.Configuration.GetValue<bool>("DcpPublisher:RandomizePorts"))
        {
            return; // as in tests: the resource listens at another port than the one it was given
        }

        bool written = false; // a resource gets ready again after each restart
        builder.Eventing.Subscribe<ResourceReadyEvent>(async (e, cancellationToken) =>
        {
            if (e.Resource.Name == resource && !Interlocked.Exchange(ref written, true))
            {
                await AnswersAsync(url, cancellationToken);
                Console.WriteLine(line);
            }
        });
    }

    private static async Task AnswersAsync(string url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        while (true)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(url), cancellationToken);
                if (response.StatusCode < HttpStatusCode.BadRequest)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, cancellationToken);
        }
    }
}
