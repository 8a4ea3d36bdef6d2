using System.CommandLine;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Bench;

/// <summary><c>node</c>: an Api over the embedded store that takes the events of the bench's jobs by POST.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Required = true };
        var command = new Command("node", "An Api that the other commands start and measure.") { port };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(port), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Api", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.AddServiceDefaults();
        builder.AddJobStreaming("redis");
        builder.AddApi();
        await using var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapApi();

        var writers = new Dictionary<Guid, JobWriter>();
        app.MapPost("/bench/jobs", async (int count, IJobStore store, IJobLog log, TimeProvider time, ILoggerFactory loggers) =>
        {
            var made = new List<Guid>();
            for (int i = 0; i < count; i++)
            {
                var (id, writer) = await BenchJobs.StartAsync(store, log, time, loggers.CreateLogger("bench"), cancellationToken);
                writers.Add(id, writer);
                made.Add(id);
            }

            return made;
        });
        app.MapPost("/bench/jobs/{id:guid}/events", async (Guid id, HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            string text = await reader.ReadToEndAsync(http.RequestAborted);
            await writers[id].CommitAsync("", [new Streaming.Events.TokenEvent("t", text, 0)], null, null, http.RequestAborted);
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        });
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
