using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Tests.Support;

/// <summary>The writer of a job: makes events with the right ids and digest, and keeps the expected log.</summary>
public sealed class TestJob(Guid? id = null, string pipeline = "test")
{
    public Guid Id { get; } = id ?? Guid.NewGuid();
    public int Attempt { get; set; }
    public List<JobEvent> Log { get; private init; } = [];
    public byte[] Digest { get; private set; } = [];
    public long Seq => Log.Count;
    public EventId Last => Log.Count == 0 ? EventId.None : Log[^1].Id;

    /// <summary>A job in the store, its first attempt begun.</summary>
    public static async Task<TestJob> StartAsync(TestStore store, Guid? id = null, string pipeline = "test")
    {
        var job = new TestJob(id, pipeline);
        Assert.True(await store.Jobs.CreateAsync(job.New(store.Time.GetUtcNow()), CancellationToken.None));
        job.Attempt = (await store.Jobs.BeginAttemptAsync(job.Id, null, null, CancellationToken.None))!.Attempt;
        return job;
    }

    public NewJob New(DateTimeOffset at, Guid? nonce = null, JobInput? input = null, Guid? retryOf = null, JobOwner? owner = null)
    {
        var first = Next([new JobStatusEvent(JobStatus.Queued, Pipeline: pipeline, Steps: ["one", "two"])]);
        Confirm(first);
        return new NewJob(
            Id, pipeline, input ?? new JobInput("{}"u8.ToArray(), []), first.Events, first.Digest, [], "00-trace", retryOf, nonce ?? Guid.NewGuid(), at, owner);
    }

    /// <summary>An append that continues the log.</summary>
    public JobAppend Next(IReadOnlyList<EventPayload> payloads, JobStatus? status = null, string? checkpoint = null, string scope = "")
    {
        var events = new List<JobEvent>();
        byte[] digest = Digest;
        foreach (var payload in payloads)
        {
            var e = EventEncoder.Encode(Id, new EventId(Attempt, Seq + events.Count + 1), DateTimeOffset.UnixEpoch, payload, scope);
            digest = LogDigest.Next(digest, e.Data.Span);
            events.Add(e);
        }

        return new JobAppend(
            Id, Attempt, Seq, events, digest, checkpoint is null ? [] : [new Checkpoint(checkpoint, "{\"n\":1}"u8.ToArray())], status);
    }

    public JobAppend Metrics(int count) => Next([.. Enumerable.Range(0, count).Select(i => new MetricUpdateEvent($"m{i}", Seq + i))]);

    public JobAppend Done(JobStatus status = JobStatus.Completed) =>
        Next([new DoneEvent(status, null, Seq + 1, LogDigest.Hex(Digest))], status);

    /// <summary>Adds an append that is in the log to the expected log.</summary>
    public void Confirm(JobAppend append)
    {
        Log.AddRange(append.Events);
        Digest = append.Digest;
    }

    public async Task AppendAsync(TestStore store, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await store.Log.AppendAsync(append, CancellationToken.None)).Outcome);
        Confirm(append);
    }
}
