using Google.Protobuf;

namespace AspireStreaming.Tests.Support.Otlp;

/// <summary>A span as it was exported. Ids are in lower-case hex.</summary>
/// <param name="Instance">Of the process, the last part of its name in Aspire: <c>abcdefgh</c> of <c>worker-abcdefgh</c>.</param>
/// <param name="Parent">Empty for a root.</param>
internal sealed record ReceivedSpan(
    string Service,
    string Instance,
    string Source,
    string Name,
    SpanKind Kind,
    string TraceId,
    string Id,
    string Parent,
    IReadOnlyList<(string TraceId, string Id)> Links,
    IReadOnlyDictionary<string, object> Attributes,
    ulong Start,
    ulong End,
    StatusCode Status)
{
    /// <summary>W3C trace context.</summary>
    public string Traceparent => $"00-{TraceId}-{Id}-01";

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute)?.ToString();

    public static ReceivedSpan Of(Resource resource, string source, Span span)
    {
        var process = Values(resource.Attributes);
        return new ReceivedSpan(
            (string)process["service.name"], (string)process["service.instance.id"], source, span.Name, span.Kind, Hex(span.TraceId), Hex(span.SpanId),
            Hex(span.ParentSpanId), [.. span.Links.Select(link => (Hex(link.TraceId), Hex(link.SpanId)))], Values(span.Attributes), span.StartTimeUnixNano,
            span.EndTimeUnixNano, span.Status?.Code ?? StatusCode.Unset);
    }

    /// <summary>The values by their names. One that is there twice has all its values, which no test expects.</summary>
    public static IReadOnlyDictionary<string, object> Values(IEnumerable<KeyValue> attributes) => attributes.GroupBy(attribute => attribute.Key).ToDictionary(
        same => same.Key,
        same => same.Count() == 1 ? Value(same.Single().Value) : string.Join(" and ", same.Select(attribute => Value(attribute.Value))));

    public static object Value(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.IntValue => value.IntValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue,
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue,
        _ => value.StringValue,
    };

    public static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);
}

/// <summary>A log record as it was exported. Ids are in lower-case hex, empty without a span.</summary>
internal sealed record ReceivedLog(
    string Service, string Category, string Text, string TraceId, string SpanId, IReadOnlyDictionary<string, object> Attributes);
