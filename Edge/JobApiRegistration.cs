using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Edge.Demo;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Edge.Ops;
using AspireStreaming.Edge.Protocols;
using AspireStreaming.Edge.Protocols.A2a;
using AspireStreaming.Edge.Protocols.AgUi;
using AspireStreaming.Edge.Protocols.AiSdk;
using AspireStreaming.Edge.Protocols.DurableStreams;
using AspireStreaming.Edge.Protocols.OpenAi;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>Jobs over HTTP: registration and routes.</summary>
public static class JobApiRegistration
{
    /// <summary>Streams end within a second of a stop, except those whose clients don't read.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    /// <summary>Registers the job endpoints and the fan-out. Needs <c>AddJobStreaming</c>.</summary>
    public static WebApplicationBuilder AddJobApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ApiOptions>(ApiOptions.Section);
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseSockets(sockets =>
        {
            // A flush sends on its caller's thread instead of queueing: no handler here blocks its thread.
            sockets.UnsafePreferInlineScheduling = true;
            // A flush ends when all is sent: its caller may then use the socket itself.
            sockets.MaxWriteBufferSize = 1;
        });
        // A stream takes its connection over from HTTP.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(
            listen =>
            {
                AnonymousGuard.Check(listen);
                listen.Use(next => connection => DetachableTransport.ServeAsync(next, connection));
            }));
        builder.AddAuth();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // as events are written
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, JobsJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, OpsJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AuthJson.Default);
        });
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true); // so that the answer can name the parameter
        builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Complete);
        builder.Services.AddExceptionHandler<ProblemExceptionHandler>();
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, RefusedHosts>());
        builder.Services.Insert(1, ServiceDescriptor.Singleton<IStartupFilter, HeadRequests>());
        builder.Services.AddSingleton<IConfigureOptions<HostFilteringOptions>, HostNames>();
        builder.Services.AddSingleton<TrustedOrigins>();
        builder.Services.AddCors();
        builder.Services.AddSingleton<IConfigureOptions<CorsOptions>, CorsRules>();

        builder.Services.AddCheckedOptions<LimitsOptions>(LimitsOptions.Section);
        builder.Services.AddRateLimiter(_ => { });
        builder.Services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RequestLimits>();
        builder.Services.AddSingleton<StartLimits>();
        builder.Services.AddSingleton<StreamSlots>();

        builder.Services.AddSingleton<IDialect>(NativeDialect.Instance);
        builder.Services.AddSingleton<DialectCatalog>();
        builder.Services.AddSingleton<PipelineCatalog>();
        builder.Services.AddCheckedOptions<DemoOptions>(DemoOptions.Section);
        builder.Services.AddSingleton<DemoMode>();
        builder.Services.AddSingleton<JobStarter>();
        builder.Services.AddSingleton<RepeatedPosts>();
        builder.Services.AddSingleton<JobEnder>();
        builder.Services.AddSingleton<JobEndings>();
        builder.Services.AddSingleton<EventPager>();
        builder.Services.AddSingleton<JobArrival>();
        builder.Services.AddHostedService<WaitingJobs>();
        builder.Services.AddSingleton(services => new JobStreamEndpoint(
            services.GetRequiredService<JobAccess>(),
            services.GetRequiredService<IJobLog>(),
            services.GetRequiredService<JobStarter>(),
            services.GetRequiredService<SseConnections>(),
            services.GetRequiredService<DialectCatalog>(),
            services.GetRequiredService<RepeatedPosts>(),
            services.GetRequiredService<JobArrival>(),
            services.GetRequiredService<IOptions<ApiOptions>>()));
        builder.Services.AddSingleton<SnapshotReader>();
        builder.Services.AddSingleton<SseConnections>();
        builder.Services.AddSingleton<JobStreamHub>();
        builder.Services.AddSingleton<ProtocolJobs>();
        builder.Services.AddSingleton<ProtocolStreams>();
        builder.Services.AddSingleton<AgUiThreads>();
        builder.Services.AddSingleton<AgUiEndpoint>();
        builder.Services.AddSingleton<AiSdkEndpoint>();
        builder.Services.AddSingleton<ResponseReader>();
        builder.Services.AddSingleton<ResponsesEndpoint>();
        builder.Services.AddSingleton<DurableStreamsEndpoint>();
        builder.Services.AddSingleton<A2aCards>();
        builder.Services.AddSingleton<A2aTasks>();
        builder.Services.AddSingleton<A2aEndpoint>();
        builder.Services.AddSingleton<INodeActivity>(services => services.GetRequiredService<JobStreamHub>());
        builder.Services.AddHostedService(services => services.GetRequiredService<JobStreamHub>());
        builder.Services.AddOps();
        return builder;
    }

    /// <summary>Errors as problem details, what pages of which origins may do, authentication, and limits. Call it before endpoints are mapped.</summary>
    public static WebApplication UseJobApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        // These run only for requests that need them: they leave objects in the request, and a stream holds its request to the end.
        app.UseWhen(http => http.GetEndpoint() is not RouteEndpoint, unmatched => unmatched.UseStatusCodePages());
        app.UseWhen(http => http.Request.IsHttps, encrypted => encrypted.UseHsts());
        app.UseMiddleware<CrossSiteGuard>();
        app.UseWhen(http => http.Request.Headers.Origin.Count > 0, crossOrigin => crossOrigin.UseCors());
        app.UseAuth();
        app.UseWhen(RequestLimits.Concern, limited => limited.UseRateLimiter());
        app.UseNamedParameters();
        return app;
    }
}
