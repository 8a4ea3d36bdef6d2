using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Support;

/// <summary>The Api in this process over the embedded store, on a free port; tests write the logs themselves.</summary>
internal sealed class EmbeddedSystem : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EmbeddedSystem(WebApplication app)
    {
        _app = app;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Http = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(1) };
    }

    public HttpClient Http { get; }

    public IJobStore Store => _app.Services.GetRequiredService<IJobStore>();

    public INodeRegistry Nodes => _app.Services.GetRequiredService<INodeRegistry>();

    public JobStreamHub Hub => _app.Services.GetRequiredService<JobStreamHub>();

    public IJobQueue Queue => _app.Services.GetRequiredService<IJobQueue>();

    /// <summary>All endpoints, whoever maps them.</summary>
    public EndpointDataSource Endpoints => _app.Services.GetRequiredService<EndpointDataSource>();

    public IJobLog Log => _app.Services.GetRequiredService<IJobLog>();

    public static Task<EmbeddedSystem> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, settings);

    /// <param name="configure">Adds or replaces services for the test.</param>
    public static Task<EmbeddedSystem> StartAsync(Action<IServiceCollection> configure, params (string Key, string Value)[] settings) =>
        StartAsync(settings, builder => configure(builder.Services));

    public static async Task<EmbeddedSystem> StartAsync((string Key, string Value)[] settings, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Api" });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        builder.AddJobStreaming("redis");
        builder.AddApi();
        configure(builder);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapApi();
        await app.StartAsync();
        return new EmbeddedSystem(app);
    }

    /// <summary>Stops the Api while its clients are there.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
