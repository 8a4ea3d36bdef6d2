using AspireStreaming.Worker.Documents;

if (args is [ExtractCommand.Verb])
{
    return await ExtractCommand.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddJobStreaming("redis");
builder.AddJobWorker().AddPipelines().AllowKillForDemo();

var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunToStopAsync();
return Environment.ExitCode; // 1 when all slots are lost
