using System.Globalization;

namespace AspireStreaming.Tests.Support.Otlp;

/// <summary>One series of a metric as OTLP carries it.</summary>
/// <param name="Service">The process's kind, as in <c>api</c>.</param>
/// <param name="Instance">The process.</param>
/// <param name="Meter">Its scope.</param>
/// <param name="Value">The value; of a histogram, the number of its values.</param>
/// <param name="Sum">Of a histogram, the sum of its values.</param>
internal sealed record ExportedMetric(
    string Service,
    string Instance,
    string Meter,
    string Name,
    string Unit,
    MetricKind Kind,
    IReadOnlyDictionary<string, string> Tags,
    double Value,
    double Sum)
{
    public static IEnumerable<ExportedMetric> Of(ExportMetricsServiceRequest request) =>
        from resource in request.ResourceMetrics
        let process = Values(resource.Resource.Attributes)
        from scope in resource.ScopeMetrics
        from metric in scope.Metrics
        from point in Points(metric)
        select new ExportedMetric(
            process["service.name"], process["service.instance.id"], scope.Scope.Name, metric.Name, metric.Unit, point.Kind, point.Tags, point.Value, point.Sum);

    /// <summary>Names the series in its process.</summary>
    public string Series => $"{Instance} {Name} {string.Join(',', Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))}";

    public bool Has(params ReadOnlySpan<(string Key, string Value)> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (Tags.GetValueOrDefault(key) != value)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<(MetricKind Kind, Dictionary<string, string> Tags, double Value, double Sum)> Points(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Histogram => metric.Histogram.Points.Select(point => (MetricKind.Histogram, Values(point.Attributes), (double)point.Count, point.Sum)),
        Metric.DataOneofCase.Gauge => metric.Gauge.Points.Select(point => Number(MetricKind.Gauge, point)),
        _ => metric.Sum.Points.Select(point => Number(metric.Sum.IsMonotonic ? MetricKind.Counter : MetricKind.UpDownCounter, point)),
    };

    private static (MetricKind Kind, Dictionary<string, string> Tags, double Value, double Sum) Number(MetricKind kind, NumberPoint point) =>
        (kind, Values(point.Attributes), point.ValueCase == NumberPoint.ValueOneofCase.AsDouble ? point.AsDouble : point.AsInt, 0);

    /// <summary>The last value of a key counts: Kestrel repeats those of a connection that HTTP serves again after a stream.</summary>
    private static Dictionary<string, string> Values(IEnumerable<KeyValue> attributes)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes)
        {
            object value = ReceivedSpan.Value(attribute.Value);
            values[attribute.Key] = value is bool truth ? truth ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture)!;
        }

        return values;
    }
}

public enum MetricKind
{
    Counter,
    UpDownCounter,
    Gauge,
    Histogram,
}
