using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AspireStreaming.Client;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Bench.Fuzz;

/// <summary>Damaged event streams for the .NET client. It reports what is wrong, and never takes an event that is not in the log.</summary>
internal sealed class ClientTarget : IFuzzTarget
{
    private static readonly Guid JobId = Guid.NewGuid();
    private static readonly byte[] Log = Write();

    private readonly Answers _answers = new();
    private readonly HttpClient _http;
    private readonly JobStreamClient _client;

    public ClientTarget()
    {
        _http = new HttpClient(_answers) { BaseAddress = new Uri("http://localhost/") };
        _client = new JobStreamClient(_http, new JobStreamClientOptions { GiveUpAfter = TimeSpan.FromTicks(1), MaxFrameBytes = 64 * 1024 }, new LeapingTime());
    }

    public string Name => "client";

    public async Task TryAsync(HostileInput input, CancellationToken cancellationToken)
    {
        _answers.Body = input.Mutate(Log);
        long seq = 0;
        try
        {
            await foreach (var update in _client.WatchAsync(JobId, cancellationToken: cancellationToken))
            {
                if (update is JobLogEvent { Event.Id.Seq: var next })
                {
                    seq = next == seq + 1 ? next : throw new InvalidDataException($"Event {next} came after {seq}.");
                }
            }
        }
        catch (Exception e) when (e is JobApiException or LogIntegrityException)
        {
            // Reported.
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static byte[] Write()
    {
        var output = new ArrayBufferWriter<byte>();
        byte[] digest = [];
        EventPayload[] payloads =
        [
            new JobStatusEvent(JobStatus.Queued, Pipeline: "p", Steps: ["one"]), new InsightEmittedEvent("i", "c", Importance.High, "é 你好", "one"),
            new TokenEvent("letter", "Dear\r\n", 0), new ResultEvent("r", JsonSerializer.SerializeToElement(new[] { 1, 2 })),
        ];
        for (int i = 0; i <= payloads.Length; i++)
        {
            var payload = i < payloads.Length ? payloads[i] : new DoneEvent(JobStatus.Completed, null, i + 1, LogDigest.Hex(digest));
            var e = EventEncoder.Encode(JobId, new EventId(1, i + 1), DateTimeOffset.UnixEpoch, payload);
            digest = LogDigest.Next(digest, e.Data.Span);
            NativeDialect.Instance.Write(e, output);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Each look at the clock is a second later, so that a watch gives up at its first reconnect.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _now;

        public override long GetTimestamp() => Interlocked.Add(ref _now, TimestampFrequency);
    }

    private sealed class Answers : HttpMessageHandler
    {
        public byte[] Body { get; set; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new ByteArrayContent(Body);
            content.Headers.ContentType = new MediaTypeHeaderValue("text/event-stream");
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }
}
