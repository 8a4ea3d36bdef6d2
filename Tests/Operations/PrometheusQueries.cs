using System.Text.Json;
using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;

namespace AspireStreaming.Tests.Operations;

/// <summary>The expressions in the files for Grafana and Prometheus.</summary>
internal static partial class PrometheusQueries
{
    public static IEnumerable<string> Dashboards() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy", "grafana"), "*.json")
        .SelectMany(file =>
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
            return Expressions(dashboard.RootElement).ToList();
        });

    public static IEnumerable<string> Alerts() => Expression().Matches(AlertFile()).Select(match => match.Groups["expression"].Value);

    public static string AlertFile() => File.ReadAllText(Path.Combine(Repository.Root, "deploy", "prometheus", "alerts.yml"));

    /// <summary>What the autoscalers of Kubernetes get: their metrics, and the expression of each.</summary>
    public static IReadOnlyDictionary<string, string> Adapter() => AdapterRule()
        .Matches(File.ReadAllText(Path.Combine(Repository.Root, "deploy", "prometheus", "adapter.yml")))
        .ToDictionary(rule => rule.Groups["series"].Value, rule => rule.Groups["query"].Value.Replace("<<.Series>>", rule.Groups["series"].Value, StringComparison.Ordinal));

    private static IEnumerable<string> Expressions(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member =>
            member.NameEquals("expr") ? [member.Value.GetString()!] : Expressions(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Expressions),
        _ => [],
    };

    // expr: max(jobs_workers) == 0
    [GeneratedRegex(@"^\s+expr: (?<expression>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Expression();

    // - seriesQuery: jobs_queue_depth … metricsQuery: sum(max by (state) (<<.Series>>))
    [GeneratedRegex(@"- seriesQuery: (?<series>\w+)\n(.+\n)+?\s+metricsQuery: (?<query>.+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AdapterRule();
}
