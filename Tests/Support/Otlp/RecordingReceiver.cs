using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Support.Otlp;

/// <summary>An OTLP receiver over HTTP that keeps every body as it came: logs, traces and metrics, with all their fields.</summary>
internal sealed class RecordingReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> _exports = new();
    private readonly WebApplication _app;

    private RecordingReceiver(WebApplication app) => _app = app;

    /// <summary>Environment variables of a process that exports everything to this receiver, also spans of calls that belong to no job.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_TRACES_SAMPLER"] = "parentbased_always_on",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public int Exports => _exports.Count;

    public static async Task<RecordingReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new RecordingReceiver(builder.Build());
        receiver._app.MapPost("/v1/{signal}", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Each place where the text is in an export, with what stands around it.</summary>
    public IEnumerable<string> Find(string text)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(text);
        foreach (var (signal, body) in _exports)
        {
            if (body.AsSpan().IndexOf(wanted) is var at and >= 0)
            {
                yield return $"{signal}: {Encoding.UTF8.GetString(body.AsSpan(Math.Max(0, at - 120)..Math.Min(body.Length, at + 120)))}";
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(string signal, HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _exports.Enqueue((signal, body.ToArray()));
        return Results.Ok();
    }
}
