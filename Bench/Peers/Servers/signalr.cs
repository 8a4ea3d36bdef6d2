#:sdk Microsoft.NET.Sdk.Web
#:package MessagePack@2.5.305
#:package Microsoft.AspNetCore.SignalR.StackExchangeRedis@10.0.15
#:package StackExchange.Redis@2.13.17

// SignalR with the Redis backplane: a group per job. Watchers join the group that their URL names; a POST to any node is an event for a group.
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddSignalR(options => options.ClientTimeoutInterval = TimeSpan.FromHours(1)) // the load client sends no pings
    .AddStackExchangeRedis(builder.Configuration["REDIS"]!);
var app = builder.Build();
app.MapHub<Jobs>("/jobs", options => options.Transports = HttpTransportType.WebSockets);
app.MapPost("/pub/{job}", async (string job, Token token, IHubContext<Jobs> hub) =>
{
    await hub.Clients.Group(job).SendAsync("token", token);
    return Results.StatusCode(StatusCodes.Status202Accepted);
});
app.Run();

internal sealed record Token(string Text);

internal sealed class Jobs : Hub
{
    public override async Task OnConnectedAsync()
    {
        await Groups.AddToGroupAsync(Context.ConnectionId, Context.GetHttpContext()!.Request.Query["job"].ToString());
        await Clients.Caller.SendAsync("joined");
    }
}
