using AspireStreaming.Api.Agents;
using AspireStreaming.Api.Cvs;
using AspireStreaming.Api.Export;
using AspireStreaming.Api.MatchJobs;
using AspireStreaming.Api.Optimization;
using AspireStreaming.Api.Page;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Ops;
using AspireStreaming.Edge.Protocols.A2a;
using AspireStreaming.Edge.Protocols.AgUi;
using AspireStreaming.Edge.Protocols.AiSdk;
using AspireStreaming.Edge.Protocols.DurableStreams;
using AspireStreaming.Edge.Protocols.Mcp;
using AspireStreaming.Edge.Protocols.OpenAi;
using AspireStreaming.Streaming;

namespace Microsoft.Extensions.Hosting;

/// <summary>The five systems over HTTP, the page and the API reference.</summary>
public static class ApiRegistration
{
    /// <summary>Registers the job endpoints and those of the five systems. Needs <c>AddJobStreaming</c>.</summary>
    public static WebApplicationBuilder AddApi(this WebApplicationBuilder builder)
    {
        builder.AddJobApi();
        builder.AddMcpJobs();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, AgentsJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, DocumentsJson.Default);
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ExportJson.Default);
        });
        builder.Services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "AspireStreaming",
                Version = "v1",
                Description = "Start a job, watch every event of it live over Server-Sent Events, and lose none. GET /api/pipelines tells what can be started; "
                    + "a stream resumes by Last-Event-ID on any replica. Errors are problem details (RFC 9457) that name each field.",
            };
            return Task.CompletedTask;
        }));
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
        builder.Services.AddSingleton<WorkflowRunner>();
        builder.Services.AddCheckedOptions<ExportOptions>(ExportOptions.Section);
        builder.Services.AddSingleton<PdfConverter>();
        return builder;
    }

    /// <summary>Maps all endpoints and the page.</summary>
    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseJobApi();
        app.UsePage();
        app.MapOpenApi("/openapi/v1.json").RequireAuthorization(Scopes.Read);
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal), docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "docs";
            ui.DocumentTitle = "AspireStreaming API";
            ui.SwaggerEndpoint("/openapi/v1.json", "AspireStreaming");
        }));
        app.MapJobs();
        app.MapOps();
        app.MapAgUi();
        app.MapAiSdk();
        app.MapOpenAiResponses();
        app.MapMcpJobs();
        app.MapDurableStreams();
        app.MapA2a();
        app.MapMatchJobs();
        app.MapDocuments();
        app.MapOptimization();
        app.MapCvs();
        app.MapAgents();
        app.MapExport();
        return app;
    }
}
