var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddJobStreaming("redis");
builder.AddJobWorker();

var app = builder.Build();
app.MapDefaultEndpoints();
app.Run();
