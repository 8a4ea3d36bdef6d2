using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Redis;
using AspireStreaming.Tests.Support;
using AspireStreaming.Worker.Ai;

namespace AspireStreaming.Tests.Operations;

/// <summary><c>docs/operations.md</c> has a row for each instrument and a runbook for each alert, and no others.</summary>
public sealed partial class OperationsDocsTests
{
    /// <summary>Those that nothing has measured yet too. <c>MetricsTests</c> compares the rows with what the running system exports.</summary>
    [Fact]
    public void EachInstrumentIsDocumented()
    {
        Type[] places = [typeof(JobMetrics), typeof(RedisMetrics), typeof(StreamMetrics), typeof(ModelMetrics)];
        Assert.All(places, place => RuntimeHelpers.RunClassConstructor(place.TypeHandle));
        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == StreamingDiagnostics.Meter)
                {
                    instruments.Add(instrument);
                }
            },
        };
        listener.Start();

        Assert.True(instruments.Count >= 15);
        Assert.All(instruments, instrument => Assert.Contains(
            DocumentedMetric.All, metric => (metric.Name, metric.Unit) == (instrument.Name, instrument.Unit ?? "")));
        Assert.Equal(DocumentedMetric.All.Count, DocumentedMetric.All.DistinctBy(metric => metric.Name).Count());
    }

    [Fact]
    public void EachAlertHasARunbookAndTheRunbooksHaveAlerts()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var runbooks = Runbook().Matches(document[document.IndexOf("## Alerts", StringComparison.Ordinal)..]).ToList();
        var alerts = Alert().Matches(PrometheusQueries.AlertFile()).ToList();
        Assert.True(alerts.Count >= 9);

        Assert.Equal(alerts.Select(alert => alert.Groups["name"].Value).Order(), runbooks.Select(runbook => runbook.Groups["name"].Value).Order());
        Assert.All(alerts, alert => Assert.Equal($"docs/operations.md#{alert.Groups["name"].Value.ToLowerInvariant()}", alert.Groups["url"].Value));
        Assert.All(runbooks, runbook => Assert.All(
            ["**Means**", "**Normal**", "**Do**"], part => Assert.Contains(part, runbook.Groups["text"].Value, StringComparison.Ordinal)));
    }

    [Fact]
    public void EachAlertIsTestedToFireAndNotToFire()
    {
        string tests = File.ReadAllText(Path.Combine(Repository.Root, "deploy", "prometheus", "alerts.test.yml"));
        var cases = Case().Matches(tests).GroupBy(test => test.Groups["name"].Value, test => test.Groups["silent"].Success).ToDictionary(group => group.Key, group => group.ToHashSet());
        Assert.All(Alert().Matches(PrometheusQueries.AlertFile()), alert => Assert.Equal([false, true], cases[alert.Groups["name"].Value].Order()));
    }

    // - alert: NoLiveWorker … runbook_url: docs/operations.md#noliveworker
    [GeneratedRegex(@"- alert: (?<name>\w+)\n(.+\n)+?\s+runbook_url: (?<url>.+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();

    // ### NoLiveWorker
    [GeneratedRegex(@"^### (?<name>\w+)\n(?<text>(?!###)[\s\S]*?)(?=^### |\z)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Runbook();

    // alertname: NoLiveWorker, then exp_alerts: with or without []
    [GeneratedRegex(@"alertname: (?<name>\w+)\n\s+exp_alerts:(?<silent> \[\])?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Case();
}
