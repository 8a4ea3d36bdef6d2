#:sdk Microsoft.NET.Sdk.Web
#:package Hangfire.NetCore@1.8.25
#:package Hangfire.Redis.StackExchange@1.12.0
#:package MessagePack@2.5.305
#:package Microsoft.AspNetCore.SignalR.StackExchangeRedis@10.0.15
#:package Newtonsoft.Json@13.0.4
#:package StackExchange.Redis@2.13.17

// Hangfire over Redis, with progress by SignalR and its Redis backplane. With SLOTS this process works off the jobs; else it takes them by POST.
using Hangfire;
using Hangfire.Redis.StackExchange;
using Hangfire.Server;
using Microsoft.AspNetCore.SignalR;
using StackExchange.Redis;

ThreadPool.SetMinThreads(200, 200); // its calls block threads
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
string redis = builder.Configuration["REDIS"]!;
builder.Services.AddSignalR().AddStackExchangeRedis(redis);
builder.Services.AddHangfire(options => options.UseRedisStorage(ConnectionMultiplexer.Connect(redis)));
if (builder.Configuration["SLOTS"] is { } slots)
{
    builder.Services.AddHangfireServer(options => options.WorkerCount = int.Parse(slots));
}

var app = builder.Build();
app.MapHub<Progress>("/progress");
app.MapPost("/jobs", (Request request, IBackgroundJobClient jobs) =>
    Results.Accepted(value: new { id = jobs.Enqueue<Work>(work => work.RunAsync(null!, request.Updates)) }));
app.Run();

internal sealed record Request(int Updates);

public sealed class Progress : Hub;

public sealed class Work(IHubContext<Progress> hub)
{
    public async Task<int> RunAsync(PerformContext context, int updates)
    {
        for (int done = 1; done <= updates; done++)
        {
            await hub.Clients.Group(context.BackgroundJob.Id).SendAsync("progress", new { percent = done * 100 / updates, done, updates });
        }

        return updates;
    }
}
