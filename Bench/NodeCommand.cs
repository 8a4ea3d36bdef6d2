using System.Collections.Concurrent;
using System.CommandLine;
using System.Net;
using AspireStreaming.Bench.Load;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Bench;

/// <summary><c>node</c>: an Api over the embedded store that takes the events of the bench's jobs by POST.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Required = true };
        var publishPort = new Option<int>("--publish-port") { Required = true };
        var command = new Command("node", "An Api that the other commands start and measure.") { port, publishPort };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(port), parsed.GetRequiredValue(publishPort), cancellationToken));
        return command;
    }

    private static async Task RunAsync(int port, int publishPort, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Api", ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.AddServiceDefaults();
        builder.AddJobStreaming("redis");
        builder.AddApi();
        await using var app = builder.Build();
        var writers = new ConcurrentDictionary<Guid, JobWriter>();
        app.MapDefaultEndpoints();
        app.MapApi();
        app.MapPost("/bench/jobs", async (int count, IJobStore store, IJobLog log, TimeProvider time, ILoggerFactory loggers) =>
        {
            var made = new List<Guid>();
            for (int i = 0; i < count; i++)
            {
                var (id, writer) = await BenchJobs.StartAsync(store, log, time, loggers.CreateLogger("bench"), cancellationToken);
                writers[id] = writer;
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
        var kestrel = new KestrelServerOptions { ApplicationServices = app.Services, AddServerHeader = false };
        kestrel.Listen(IPAddress.Loopback, publishPort);
        // The server's default socket settings, not those of streams: answers that are ready at the same time are sent together.
        var sockets = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), app.Services.GetRequiredService<ILoggerFactory>());
        using var server = new KestrelServer(Options.Create(kestrel), sockets, app.Services.GetRequiredService<ILoggerFactory>());
        await server.StartAsync(new PublishServer(writers), cancellationToken);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
