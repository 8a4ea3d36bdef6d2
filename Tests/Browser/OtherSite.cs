using System.Net;
using AspireStreaming.Bench.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Browser;

/// <summary>A site of somebody else, with one page. It answers for every host name.</summary>
internal sealed class OtherSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtherSite(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public static async Task<OtherSite> StartAsync(int? port = null)
    {
        int free = port ?? FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, free));
        var app = builder.Build();
        app.MapGet("/", () => Results.Text("<!doctype html><title>other site</title><iframe name=sink></iframe>", "text/html"));
        await app.StartAsync();
        return new OtherSite(app, free);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
