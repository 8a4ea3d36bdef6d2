using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.AppHost.Local;

/// <summary>Without any Redis: Api and Worker in this one process, over the store that lives in its memory.</summary>
internal static class EmbeddedHost
{
    /// <summary>Runs until <paramref name="cancellationToken"/> is cancelled.</summary>
    public static async Task RunAsync(LocalHostOptions options, CancellationToken cancellationToken)
    {
        if (!FreePort.IsFree(options.ApiPort))
            throw new LocalHostException($"port {options.ApiPort} is taken by another process; stop that or set API_PORT to a free port");

        options.Log.Say("embedded store: no Redis found (ConnectionStrings__redis is not set, redis-server and valkey-server "
            + "are not on the PATH): Api and Worker run in this one process; jobs are lost when it ends");
        if (options.ApiReplicas + options.WorkerReplicas > 2)
            options.Log.Say("embedded store: replicas need Redis; --api-replicas and --worker-replicas are not applied");

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "Api",
            ContentRootPath = AppContext.BaseDirectory, // wwwroot lies beside the assembly
            EnvironmentName = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Development,
        });
        builder.WebHost.UseUrls($"http://{options.ApiHost}:{options.ApiPort}");
        builder.AddServiceDefaults();
        builder.AddJobStreaming("redis");
        builder.AddApi();
        builder.AddJobWorker();

        await using var app = builder.Build();
        app.MapApi();
        app.MapDefaultEndpoints();
        await app.StartAsync(cancellationToken);

        var url = $"http://localhost:{options.ApiPort}";
        using (var client = new HttpClient())
        {
            while (!await HealthProbe.IsHealthyAsync(client, url, cancellationToken))
                await Task.Delay(100, cancellationToken);
        }

        options.Log.Say($"ready: {url}");
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
