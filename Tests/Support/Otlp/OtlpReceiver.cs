using System.Collections.Concurrent;
using System.Net;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Support.Otlp;

/// <summary>A server to which processes export their spans and log records by OTLP over gRPC.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<ReceivedLog> _logs = new();
    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<TraceEndpoint>();
        _app.MapGrpcService<LogsEndpoint>();
    }

    /// <summary>The spans so far, of all processes.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    public IReadOnlyList<ReceivedLog> Logs => [.. _logs];

    /// <summary>Environment variables of a process that exports to this server, soon after a span or a record ends.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
    };

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Waits for the spans for which <paramref name="enough"/> is true of all of them.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> SpansAsync(
        Func<ReceivedSpan, bool> wanted, Func<IReadOnlyList<ReceivedSpan>, bool> enough, string what)
    {
        IReadOnlyList<ReceivedSpan> found = [];
        await Support.Logs.EventuallyAsync(
            () =>
            {
                found = [.. Spans.Where(wanted)];
                return Task.FromResult(enough(found));
            },
            () => $"{what}; there are\n{string.Join('\n', found.Select(span => $"{span.Service} {span.Name} {span.Id} < {span.Parent} {string.Join(' ', span.Attributes)}"))}");
        return found;
    }

    /// <summary>Waits for the one span of a trace that this is true of.</summary>
    public async Task<ReceivedSpan> SpanAsync(string traceId, Func<ReceivedSpan, bool> wanted, string what) =>
        Assert.Single(await SpansAsync(span => span.TraceId == traceId && wanted(span), found => found.Count > 0, $"no {what}"));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class TraceEndpoint(OtlpReceiver receiver) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            foreach (var process in request.ResourceSpans)
            {
                foreach (var source in process.ScopeSpans)
                {
                    foreach (var span in source.Spans)
                    {
                        receiver._spans.Enqueue(ReceivedSpan.Of(process.Resource, source.Scope.Name, span));
                    }
                }
            }

            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }

    private sealed class LogsEndpoint(OtlpReceiver receiver) : LogsService.LogsServiceBase
    {
        public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context)
        {
            foreach (var process in request.ResourceLogs)
            {
                string service = (string)ReceivedSpan.Values(process.Resource.Attributes)["service.name"];
                foreach (var source in process.ScopeLogs)
                {
                    foreach (var record in source.LogRecords)
                    {
                        receiver._logs.Enqueue(new ReceivedLog(
                            service, source.Scope?.Name ?? "", record.Body.StringValue, ReceivedSpan.Hex(record.TraceId), ReceivedSpan.Hex(record.SpanId),
                            ReceivedSpan.Values(record.Attributes)));
                    }
                }
            }

            return Task.FromResult(new ExportLogsServiceResponse());
        }
    }
}
