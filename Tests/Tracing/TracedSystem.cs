using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Support.Otlp;

namespace AspireStreaming.Tests.Tracing;

/// <summary>
/// The system of the AppHost, which exports its spans and logs to a receiver of the tests. It waits for the job of a stream for a short time, and
/// another worker takes over the job of a lost one soon.
/// </summary>
public sealed class TracedSystem : RunningSystem
{
    public const string Name = "traced system";

    private OtlpReceiver? _receiver;

    internal OtlpReceiver Receiver => _receiver ?? throw new InvalidOperationException("The receiver has not started.");

    protected override TimeSpan Lease => TimeSpan.FromSeconds(2);

    protected override IEnumerable<KeyValuePair<string, string>> Settings => new Dictionary<string, string>(Receiver.Variables)
    {
        ["Logging__LogLevel__AspireStreaming.Edge.Sse.JobStreamHub"] = "Debug",
        ["Api__UnstartedTimeout"] = "00:00:20",
    };

    public override async Task InitializeAsync()
    {
        _receiver = await OtlpReceiver.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_receiver is not null)
        {
            await _receiver.DisposeAsync();
        }
    }

    /// <summary>Starts a job of the diagnostics pipeline.</summary>
    /// <param name="trace">The trace of the POST.</param>
    internal async Task<Guid> StartAsync(object request, ClientTrace trace, int api = 0)
    {
        var (status, body) = await Apis[api].SendAsync(trace.On(
            new HttpRequestMessage(HttpMethod.Post, "/api/jobs/diagnostics") { Content = JsonContent.Create(request) }));
        Assert.Equal(HttpStatusCode.Accepted, status);
        return body.GetProperty("job_id").GetGuid();
    }

    /// <summary>The events of a job from a cursor to its end.</summary>
    internal static async Task<List<SseFrame>> ReadAsync(HttpClient http, string url, ClientTrace trace, string? lastEventId = null)
    {
        var request = trace.On(new HttpRequestMessage(HttpMethod.Get, url));
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        using var stream = await SseStream.OpenAsync(http, request);
        return await stream.EventsAsync();
    }

    /// <summary>The request's own span in the server.</summary>
    internal Task<ReceivedSpan> RequestAsync(ClientTrace trace) => Receiver.SpanAsync(
        trace.TraceId, span => span.Kind == SpanKind.Server && span.Parent == trace.SpanId, "span of the request");
}

[CollectionDefinition(TracedSystem.Name)]
public sealed class TracedSystemCollection : ICollectionFixture<TracedSystem>;

/// <summary>The trace that a client sends with one request.</summary>
internal sealed class ClientTrace(bool sampled = true)
{
    public string TraceId { get; } = ActivityTraceId.CreateRandom().ToHexString();

    public string SpanId { get; } = ActivitySpanId.CreateRandom().ToHexString();

    public HttpRequestMessage On(HttpRequestMessage request)
    {
        request.Headers.Add("traceparent", $"00-{TraceId}-{SpanId}-{(sampled ? "01" : "00")}");
        return request;
    }
}
