using System.Net.NetworkInformation;

// Api and Worker in one process with a store in memory: to try the system without Redis.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{
    Args = args,
    ApplicationName = "Api",
    ContentRootPath = AppContext.BaseDirectory, // settings and wwwroot are in the directory of the assembly
});
string text = builder.Configuration["API_PORT"] is { Length: > 0 } given ? given : "5080";
if (!ushort.TryParse(text, out ushort port) || port == 0)
{
    await Console.Error.WriteLineAsync($"Embedded: API_PORT must be a whole number from 1 to 65535, not '{text}'");
    return 1;
}

if (Array.Exists(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port))
{
    await Console.Error.WriteLineAsync($"Embedded: port {port} is taken by another process; stop that or set API_PORT to a free port");
    return 1;
}

builder.WebHost.UseUrls($"http://{builder.Configuration["API_HOST"] ?? "localhost"}:{port}");
builder.Configuration["Worker:ExitWithoutSlots"] ??= "false"; // nothing starts this process again, and its jobs would be lost
builder.AddServiceDefaults();
builder.AddJobStreaming("redis");
builder.AddApi();
builder.AddJobWorker().AddPipelines();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApi();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"ready: {app.Urls.First()}"));
await app.RunToStopAsync();
return 0;
