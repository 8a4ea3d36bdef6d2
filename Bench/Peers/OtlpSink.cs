using System.Net;
using AspireStreaming.Bench.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Bench.Peers;

/// <summary>An OTLP receiver over gRPC that takes all traces, metrics and logs, counts their bytes and drops them.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    /// <summary>A gRPC message without fields: not compressed, length 0.</summary>
    private static readonly byte[] Empty = new byte[5];

    private readonly WebApplication _app;
    private long _received;

    private OtlpSink(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public long Received => Interlocked.Read(ref _received);

    /// <summary>What a process needs to send its telemetry here, as often as Aspire lets processes send it in development.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Port}",
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    public static async Task<OtlpSink> StartAsync(CancellationToken cancellationToken)
    {
        int port = FreePort.Next();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var sink = new OtlpSink(app, port);
        app.Run(sink.TakeAsync);
        await app.StartAsync(cancellationToken);
        return sink;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        while (await body.ReadAsync(http.RequestAborted) is var read)
        {
            Interlocked.Add(ref _received, read.Buffer.Length);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        http.Response.ContentType = "application/grpc";
        await http.Response.Body.WriteAsync(Empty, http.RequestAborted);
        http.Response.AppendTrailer("grpc-status", "0");
    }
}
