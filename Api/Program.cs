var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddJobStreaming("redis");
builder.AddApi();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapApi();
await app.RunToStopAsync();
