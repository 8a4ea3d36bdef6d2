using System.Text.RegularExpressions;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Support.Otlp;

namespace AspireStreaming.Tests.Operations;

/// <summary>A row of the tables of <c>docs/operations.md</c>.</summary>
internal sealed partial record DocumentedMetric(string Name, string Unit, string Kind, IReadOnlyList<string> Attributes)
{
    public static IReadOnlyList<DocumentedMetric> All { get; } =
    [
        .. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"))).Select(row => new DocumentedMetric(
            row.Groups["name"].Value,
            row.Groups["unit"].Value,
            row.Groups["kind"].Value,
            [.. Code().Matches(row.Groups["attributes"].Value).Select(code => code.Groups["name"].Value)])),
    ];

    /// <summary>A kind as the tables name it.</summary>
    public static string NameOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.UpDownCounter => "up-down counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    // | `jobs.active` | `{job}` | up-down counter | `pipeline` | Jobs that …
    [GeneratedRegex(@"^\| `(?<name>[a-z_.]+)` \| (`(?<unit>[^`]+)`)? ?\| (?<kind>counter|up-down counter|gauge|histogram) \| (?<attributes>[^|]*)\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();

    // `error.type`
    [GeneratedRegex("`(?<name>[a-z_.]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
