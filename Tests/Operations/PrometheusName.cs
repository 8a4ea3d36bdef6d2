using System.Text;
using AspireStreaming.Tests.Support.Otlp;

namespace AspireStreaming.Tests.Operations;

/// <summary>
/// The name that a metric of OTLP has in Prometheus, by the translation of its OTLP receiver and of the collector: invalid characters become
/// an underscore, then come the unit and <c>_total</c>.
/// </summary>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds", ["min"] = "minutes", ["h"] = "hours", ["d"] = "days",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes", ["Hz"] = "hertz", ["%"] = "percent", ["Cel"] = "celsius",
    };

    private static readonly Dictionary<string, string> PerUnits = new(StringComparer.Ordinal) { ["s"] = "second", ["m"] = "minute", ["h"] = "hour", ["d"] = "day" };

    /// <summary>All names of the metric: a histogram has three.</summary>
    public static IEnumerable<string> Of(string name, string unit, MetricKind kind)
    {
        string translated = Translate(name, unit, kind);
        return kind == MetricKind.Histogram ? [$"{translated}_bucket", $"{translated}_sum", $"{translated}_count"] : [translated];
    }

    /// <summary>An attribute's name as a label.</summary>
    public static string Label(string attribute) => Clean(attribute);

    private static string Translate(string name, string unit, MetricKind kind)
    {
        var text = new StringBuilder(Clean(name));
        string[] parts = unit.Split('/', 2);
        Append(text, Suffix(parts[0], Units), "");
        Append(text, parts.Length == 2 ? Suffix(parts[1], PerUnits) : "", "per_");
        if (kind == MetricKind.Counter)
        {
            Append(text, "total", "");
        }
        else if (kind == MetricKind.Gauge && unit == "1")
        {
            Append(text, "ratio", "");
        }

        return text.ToString();
    }

    /// <summary>Annotations in braces are no unit.</summary>
    private static string Suffix(string unit, Dictionary<string, string> names) =>
        unit.Contains('{', StringComparison.Ordinal) || unit == "1" ? "" : names.GetValueOrDefault(unit, Clean(unit));

    private static void Append(StringBuilder text, string suffix, string before)
    {
        if (suffix.Length > 0 && !text.ToString().Split('_').Contains(suffix, StringComparer.Ordinal))
        {
            text.Append('_').Append(before).Append(suffix);
        }
    }

    private static string Clean(string name) =>
        string.Join('_', string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c == ':' ? c : '_')).Split('_', StringSplitOptions.RemoveEmptyEntries));
}
