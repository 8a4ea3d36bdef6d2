using System.Buffers;
using System.Text;
using System.Text.Json;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Client;

/// <summary>A job's log as a server serves it: with two attempts and an event of an unknown type.</summary>
internal sealed class SampleLog
{
    private byte[] _digest = [];

    public SampleLog()
    {
        Add(0, new JobStatusEvent(JobStatus.Queued, Pipeline: "p", Steps: ["one"]));
        Add(1, new JobStatusEvent(JobStatus.Running));
        Add(1, new InsightEmittedEvent("i", "c", Importance.High, "Zoë says 你好", "one"));
        Add(1, new TokenEvent("letter", "Dear\r\n", 0));
        Add(2, new AttemptResetEvent("worker_lost", 2, new Dictionary<string, IReadOnlyList<string>> { ["insights"] = ["i"] }, new RestoredItems(), [new TextCut("letter", 0)]));
        Add(2, new JobStatusEvent(JobStatus.Running));
        AddRaw(2, "hologram", "\"depth\":3");
        Add(2, new ResultEvent("r", JsonSerializer.SerializeToElement(new[] { 1, 2 })));
        Add(2, new DoneEvent(JobStatus.Completed, null, Events.Count + 1, LogDigest.Hex(_digest)));
    }

    public Guid JobId { get; } = Guid.NewGuid();

    public List<JobEvent> Events { get; } = [];

    /// <summary>The frames after a cursor.</summary>
    /// <param name="after">The <c>Last-Event-ID</c> header, null for the start.</param>
    public string Frames(string? after = null, int count = int.MaxValue)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var e in Events.Where(e => after is null || e.Id.Seq > EventId.Parse(after).Seq).Take(count))
        {
            NativeDialect.Instance.Write(e, output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public string Reset(int events) => Frame(
        EventTypes.Reset, Events[events - 1].Id.ToString(), JsonSerializer.Serialize(SnapshotReducer.Fold(JobId, Events.Take(events)), EventJson.Wire.JobSnapshot));

    public static string Frame(string type, string? id, string data) => $"{(id is null ? "" : $"id: {id}\n")}event: {type}\ndata: {data}\n\n";

    private void Add(int attempt, EventPayload payload) => Add(EventEncoder.Encode(JobId, new EventId(attempt, Events.Count + 1), DateTimeOffset.UnixEpoch, payload));

    private void AddRaw(int attempt, string type, string members) => Add(new JobEvent(
        new EventId(attempt, Events.Count + 1),
        type,
        Encoding.UTF8.GetBytes($"{{\"type\":\"{type}\",\"job_id\":\"{JobId}\",\"attempt\":{attempt},\"seq\":{Events.Count + 1},\"at\":\"2026-11-20T12:00:00.000Z\",{members}}}")));

    private void Add(JobEvent e)
    {
        Events.Add(e);
        _digest = LogDigest.Next(_digest, e.Data.Span);
    }
}
