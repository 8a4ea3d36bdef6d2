var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddJobStreaming("redis");
builder.AddJobWorker().AddPipelines();

var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
