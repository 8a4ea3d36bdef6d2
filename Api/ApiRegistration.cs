using AspireStreaming.Api;
using AspireStreaming.Api.Agents;
using AspireStreaming.Api.Cvs;
using AspireStreaming.Api.Export;
using AspireStreaming.Api.MatchJobs;
using AspireStreaming.Api.Optimization;
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
using Microsoft.Extensions.FileProviders;

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

    /// <summary>The page: files beside the assembly, wherever it runs. <c>/jobs</c>, <c>/jobs/{id}</c>, <c>/projects</c>, <c>/projects/{project_id}</c> and <c>/ops</c> are the same page, which reads its URL.</summary>
    private static void UsePage(this WebApplication app)
    {
        var files = new PhysicalFileProvider(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = files, OnPrepareResponse = file => PageHeaders.Write(file.Context.Response) });
        // Browsers request an icon also for answers without one, such as JSON.
        app.MapGet("/favicon.ico", () => Results.File(files.GetFileInfo("favicon.svg").PhysicalPath!, "image/svg+xml")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/jobs/{id:guid}", Page).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/jobs", Page).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/ops", Page).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/projects", Page).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/projects/{project_id}", Page).AllowAnonymous().ExcludeFromDescription();

        // A browser that asks for something else gets the page too, which says that there is nothing.
        app.Use(async (http, next) =>
        {
            bool isPage = HttpMethods.IsGet(http.Request.Method) && http.GetEndpoint() is null && !http.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal)
                && http.Request.Headers.Accept.Any(accept => accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) is true);
            if (!isPage)
            {
                await next(http);
                return;
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            await Page(http).ExecuteAsync(http);
        });

        IResult Page(HttpContext http)
        {
            PageHeaders.Write(http.Response);
            return Results.File(files.GetFileInfo("index.html").PhysicalPath!, "text/html; charset=utf-8");
        }
    }
}
