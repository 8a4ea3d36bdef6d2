using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Support.Otlp;

/// <summary>An OTLP receiver of metrics over HTTP, on a free port: keeps the latest value of each series.</summary>
internal sealed class MetricsReceiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ExportedMetric> _series = new();
    private readonly ConcurrentDictionary<string, int> _exports = new();
    private readonly WebApplication _app;

    private MetricsReceiver(WebApplication app) => _app = app;

    public IEnumerable<ExportedMetric> All => _series.Values;

    /// <summary>Environment variables of a process that exports to this receiver twice a second.</summary>
    public Dictionary<string, string> Variables => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        ["OTEL_TRACES_SAMPLER"] = "always_off",
    };

    public static async Task<MetricsReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new MetricsReceiver(builder.Build());
        receiver._app.MapPost("/v1/metrics", receiver.TakeAsync);
        receiver._app.MapPost("/v1/{other}", () => Results.Ok());
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The sum of all series of a metric that have these tags; 0 when there is none.</summary>
    public double Sum(string name, params (string Key, string Value)[] tags) => Of(name, tags).Sum(series => series.Value);

    /// <summary>All series of a metric that have these tags.</summary>
    public IEnumerable<ExportedMetric> Of(string name, params (string Key, string Value)[] tags) =>
        All.Where(series => series.Name == name && series.Has(tags));

    /// <summary>Forgets all series, and waits for new ones of this many processes: none is of a process that has ended, or older than the call.</summary>
    public async Task RefreshAsync(int processes)
    {
        _exports.Clear();
        _series.Clear();
        var deadline = Logs.Deadline(60);
        while (_exports.Count(process => process.Value >= 2) != processes) // the first one of each may have been measured before
        {
            Assert.False(deadline.IsCancellationRequested, $"{processes} processes should export: {string.Join(", ", _exports)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Waits until the sum has a value, and fails when it does not come.</summary>
    public async Task UntilAsync(double expected, string name, params (string Key, string Value)[] tags)
    {
        var deadline = Logs.Deadline(60);
        while (Sum(name, tags) != expected)
        {
            Assert.False(
                deadline.IsCancellationRequested,
                $"{name} {string.Join(',', tags)} is {Sum(name, tags)}, not {expected}:\n{string.Join('\n', Of(name).Select(series => $"{series.Series} = {series.Value}"))}");
            await Task.Delay(50);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var export = ExportedMetric.Of(ExportMetricsServiceRequest.Parser.ParseFrom(body.ToArray())).ToList(); // all series of a process
        foreach (var series in export)
        {
            _series[series.Series] = series;
        }

        _exports.AddOrUpdate(export[0].Instance, 1, (_, count) => count + 1);

        return Results.Ok();
    }
}
