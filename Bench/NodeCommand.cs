using System.CommandLine;
using System.Text;
using AspireStreaming.Bench.Load;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
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
        var writers = new Dictionary<Guid, JobWriter>();
        app.Use((http, next) => http.Request.Path.StartsWithSegments("/bench/events", StringComparison.Ordinal, out var id)
            ? PublishAsync(http, writers[Guid.ParseExact(id.Value.AsSpan(1), "D")])
            : next(http));
        app.MapDefaultEndpoints();
        app.MapApi();
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
        var publishings = new Dictionary<Guid, Publishing>();
        app.MapPost("/bench/publish/{id:guid}", async (Guid id, double perSecond, double seconds) =>
        {
            if (!publishings.TryGetValue(id, out var publishing))
            {
                publishings[id] = publishing = new Publishing(new LogPublisher([writers[id]], BenchJobs.TextLength), 1);
            }

            await Task.Factory.StartNew(
                () => publishing.AtRate(perSecond, TimeSpan.FromSeconds(seconds)), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return publishing.Published;
        });
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    /// <summary>Before all that an Api does with a request: in an embedded system the Worker is in the process and needs none.</summary>
    private static async Task PublishAsync(HttpContext http, JobWriter writer)
    {
        var read = await http.Request.BodyReader.ReadAtLeastAsync((int)http.Request.ContentLength!.Value);
        string text = Encoding.ASCII.GetString(read.Buffer);
        http.Request.BodyReader.AdvanceTo(read.Buffer.End);
        await writer.CommitAsync("", [new TokenEvent("t", text, 0)], null, null, http.RequestAborted);
        http.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
