using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Api;
using AspireStreaming.Api.Cvs;
using AspireStreaming.Api.Agents;
using AspireStreaming.Api.Dialects;
using AspireStreaming.Api.Jobs;
using AspireStreaming.Api.MatchJobs;
using AspireStreaming.Api.Optimization;
using AspireStreaming.Api.Sse;
using AspireStreaming.ServiceDefaults;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>The HTTP edge.</summary>
public static class ApiRegistration
{
    /// <summary>Streams end within a second of a stop; what is left are clients that don't read.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseSockets(sockets =>
        {
            // A flush sends on the thread that flushes instead of queueing that: no handler here blocks its thread.
            sockets.UnsafePreferInlineScheduling = true;
            // And is done when all is sent, so that whoever has flushed may go on with the socket itself.
            sockets.MaxWriteBufferSize = 1;
        });
        // A stream takes its connection over from HTTP.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(
            listen => listen.Use(next => connection => DetachableTransport.ServeAsync(next, connection))));
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // as events are written
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AgentsApiJson.Default);
        });
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true); // so that the answer can name the parameter
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Complete);
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
        builder.Services.AddOpenApi();
        builder.Services.AddCors();
        builder.Services.AddSingleton<IConfigureOptions<CorsOptions>, CorsPolicy>();

        builder.Services.AddSingleton<IDialect>(NativeDialect.Instance);
        builder.Services.AddSingleton<MatchJobsDialect>();
        builder.Services.AddSingleton<IDialect>(services => services.GetRequiredService<MatchJobsDialect>());
        builder.Services.AddSingleton<MatchJobsAnswer>();
        builder.Services.AddSingleton<OptimizationDialect>();
        builder.Services.AddSingleton<IDialect>(services => services.GetRequiredService<OptimizationDialect>());
        builder.Services.AddSingleton<StoredDocuments>();
        builder.Services.AddSingleton<OptimizationApi.Work>();
        builder.Services.AddSingleton<IDialect>(CvsDialect.Parsing);
        builder.Services.AddSingleton<IDialect>(CvsDialect.Matching);
        builder.Services.AddSingleton<IDialect>(TimelineDialect.Instance);
        builder.Services.AddSingleton<DialectCatalog>();
        builder.Services.AddSingleton<PipelineCatalog>();
        builder.Services.AddSingleton<JobStarter>();
        builder.Services.AddSingleton<JobEnder>();
        builder.Services.AddSingleton<EventPager>();
        builder.Services.AddSingleton<JobStreamEndpoint>();
        builder.Services.AddSingleton<WorkflowRunner>();
        builder.Services.AddSingleton<SnapshotReader>();
        builder.Services.AddSingleton<SseConnections>();
        builder.Services.AddSingleton<JobStreamHub>();
        builder.Services.AddSingleton<INodeActivity>(services => services.GetRequiredService<JobStreamHub>());
        builder.Services.AddHostedService(services => services.GetRequiredService<JobStreamHub>());
        return builder;
    }

    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        // Only for those whom they concern: they leave something in each request, which a stream holds for as long as it lasts.
        app.UseWhen(http => http.GetEndpoint() is not RouteEndpoint, unmatched => unmatched.UseStatusCodePages());
        app.UseWhen(http => http.Request.Headers.Origin.Count > 0, crossOrigin => crossOrigin.UseCors());
        app.UsePage();
        app.MapOpenApi("/openapi/v1.json");
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal), docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.SwaggerEndpoint("/openapi/v1.json", "AspireStreaming");
        }));
        app.MapJobs();
        app.MapMatchJobs();
        app.MapDocuments();
        app.MapOptimization();
        app.MapCvs();
        app.MapAgents();
        return app;
    }

    /// <summary>The page: files beside the assembly, wherever it runs. <c>/jobs/{id}</c> is the same page, which reads the id from its URL.</summary>
    private static void UsePage(this WebApplication app)
    {
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => PageHeaders.Write(file.Context.Response) });
        // Browsers ask for it beside pages that name no icon: JSON that somebody looks at.
        app.MapGet("/favicon.ico", () => Results.File(files.GetFileInfo("favicon.svg").PhysicalPath!, "image/svg+xml")).ExcludeFromDescription();
        app.MapGet("/jobs/{id:guid}", (HttpContext http) =>
        {
            PageHeaders.Write(http.Response);
            return Results.File(files.GetFileInfo("index.html").PhysicalPath!, "text/html; charset=utf-8");
        }).ExcludeFromDescription();
    }

    /// <summary>Pages of this machine's own origins and of those that are configured may call.</summary>
    private sealed class CorsPolicy(IOptions<ApiOptions> options) : IConfigureOptions<CorsOptions>
    {
        public void Configure(CorsOptions cors) => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origin =>
                options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
                || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.IsLoopback))
            .WithMethods("GET", "POST", "DELETE")
            .WithHeaders("Content-Type", "Last-Event-ID", JobStarter.IdempotencyHeader)
            .WithExposedHeaders("Location", "Retry-After", "ETag"));
    }
}
