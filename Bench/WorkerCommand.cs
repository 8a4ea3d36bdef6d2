using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace AspireStreaming.Bench;

/// <summary><c>worker</c>: a Worker with the bench's pipeline in place of the real ones.</summary>
internal static class WorkerCommand
{
    public static Command Create()
    {
        var command = new Command("worker", "A Worker that the other commands start and measure.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var builder = WebApplication.CreateBuilder();
            builder.AddServiceDefaults();
            builder.AddJobStreaming("redis");
            builder.AddJobWorker().AddPipeline<BenchPipeline>();
            await using var app = builder.Build();
            app.MapDefaultEndpoints();
            await app.StartAsync(cancellationToken);
            await app.WaitForShutdownAsync(cancellationToken);
        });
        return command;
    }
}
