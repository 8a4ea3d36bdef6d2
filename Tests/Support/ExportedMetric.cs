namespace AspireStreaming.Tests.Support;

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
    /// <summary>The series of an <c>ExportMetricsServiceRequest</c>, by the field numbers of opentelemetry-proto 1.</summary>
    public static IEnumerable<ExportedMetric> Read(ReadOnlyMemory<byte> request) =>
        from resource in new ProtoMessage(request).Messages(1)
        let origin = ReadTags(resource.Messages(1).Single(), 1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        let kind = metric.Has(9) ? MetricKind.Histogram
            : metric.Has(5) ? MetricKind.Gauge
            : metric.Messages(7).Single().Number(3) == 1 ? MetricKind.Counter : MetricKind.UpDownCounter
        from data in metric.Messages(5).Concat(metric.Messages(7)).Concat(metric.Messages(9))
        from point in data.Messages(1)
        select new ExportedMetric(
            origin["service.name"],
            origin["service.instance.id"],
            scope.Messages(1).Single().Text(1),
            metric.Text(1),
            metric.Text(3),
            kind,
            ReadTags(point, kind == MetricKind.Histogram ? 9 : 7),
            kind == MetricKind.Histogram ? point.Number(4) : point.Has(4) ? point.Double(4) : (long)point.Number(6),
            kind == MetricKind.Histogram ? point.Double(5) : 0);

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

    /// <summary>The last value of a key counts: Kestrel repeats those of a connection that HTTP serves again after a stream.</summary>
    private static Dictionary<string, string> ReadTags(ProtoMessage message, int number)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in message.Messages(number))
        {
            tags[tag.Text(1)] = tag.Messages(2).Select(ReadValue).LastOrDefault("");
        }

        return tags;
    }

    private static string ReadValue(ProtoMessage value) =>
        value.Has(1) ? value.Text(1) : value.Has(2) ? value.Number(2) == 1 ? "true" : "false" : value.Has(3) ? $"{value.Number(3)}" : $"{value.Double(4)}";
}

public enum MetricKind
{
    Counter,
    UpDownCounter,
    Gauge,
    Histogram,
}
