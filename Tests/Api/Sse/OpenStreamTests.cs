using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Sse;

/// <summary>What an operator sees of a stream: its figures and the reason of its end.</summary>
public sealed class OpenStreamTests
{
    /// <summary>With an unread body the stream is served by HTTP; without one it takes the connection over.</summary>
    private const string UnreadBody = "Content-Length: 7\r\n\r\nhello";

    [Theory]
    [InlineData("")]
    [InlineData(UnreadBody)]
    public async Task ACompletedStreamCountsEachEventOnceAndAllBytes(string headersAndBody)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        using var client = await RawStream.SendAsync(Url(system, job, $"?last_event_id={job.Log[0].Id}"), $"Connection: close\r\n{headersAndBody}");
        var reading = client.ReadToEndAsync();
        var stream = await OpenAsync(system, job.Id);
        Assert.Equal((job.Log[0].Id, true, null), (stream.Cursor, stream.IsResumed, stream.End));
        Assert.StartsWith("127.0.0.1:", stream.Origin.Client);

        await AppendAsync(system, job, job.Metrics(20));
        await AppendAsync(system, job, job.Done());
        await client.WriteAsync("xx"); // the rest of the body
        await reading.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(StreamEnd.Completed, await EndAsync(stream));
        Assert.Equal((job.Log[1].Id, 21, job.Last), (stream.First, stream.Events, stream.Last));
        Assert.Equal(21, system.Hub.Delivered);
        string body = client.Response().Body;
        int retry = body.IndexOf("\n\n", StringComparison.Ordinal) + 2; // it was sent with the headers
        Assert.InRange(stream.Bytes, body.Length - retry, body.Length - retry + (12 * 21)); // with the heads of its chunks
        Assert.Empty(system.Hub.ListOpen());
    }

    [Theory]
    [InlineData("")]
    [InlineData(UnreadBody)]
    public async Task AStreamWhoseClientClosesTheConnectionEndsWithThisReason(string headersAndBody)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        var client = await RawStream.SendAsync(Url(system, job), headersAndBody);
        var stream = await OpenAsync(system, job.Id);
        client.Dispose();
        Assert.Equal(StreamEnd.ClientLeft, await EndAsync(stream));
    }

    [Theory]
    [InlineData("")]
    [InlineData(UnreadBody)]
    public async Task AStreamThatAnOperatorClosesEndsCleanlyAndTheClientContinuesFromItsCursor(string headersAndBody)
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        await AppendAsync(system, job, job.Metrics(3));
        using var client = await RawStream.SendAsync(Url(system, job), $"Connection: close\r\n{headersAndBody}");
        var reading = client.ReadToEndAsync();
        await client.WaitForAsync($"id: {job.Last}\n");
        var stream = await OpenAsync(system, job.Id);

        stream.Watcher.Close();
        await client.WriteAsync(headersAndBody.Length > 0 ? "xx" : "");
        await reading.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(StreamEnd.Closed, await EndAsync(stream));
        var (body, endedCleanly) = client.Response();
        Assert.True(endedCleanly);
        var seen = RawStream.Events(body);
        await AppendAsync(system, job, job.Done());
        using var again = await SseStream.OpenAsync(system.Http, new HttpRequestMessage(HttpMethod.Get, Url(system, job, $"?last_event_id={seen[^1].Id}")));
        Assert.Equal(job.Log.Select(e => e.Id.ToString()), seen.Concat(await again.EventsAsync()).Select(e => e.Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData(UnreadBody)]
    public async Task AStreamWhoseClientReadsNothingEndsAsStalled(string headersAndBody)
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:StallTimeout", "00:00:00.500"));
        var job = await StartAsync(system);
        using var client = await RawStream.SendAsync(Url(system, job), headersAndBody, receiveBuffer: 4096);
        var stream = await OpenAsync(system, job.Id);
        string text = new('x', 500_000);
        for (int i = 0; i < 60 && stream.End is null; i++)
        {
            await AppendAsync(system, job, job.Next([new TokenEvent("t", text, i * text.Length)]));
        }

        Assert.Equal(StreamEnd.Stalled, await EndAsync(stream));
    }

    [Fact]
    public async Task AStreamOfAJobThatNobodyStartsEndsAsNeverStarted()
    {
        await using var system = await EmbeddedSystem.StartAsync(("Api:UnstartedTimeout", "00:00:01"), ("Api:Heartbeat", "00:00:00.200"));
        var id = Guid.NewGuid();
        using var client = await RawStream.SendAsync(new Uri(system.Http.BaseAddress!, $"/timeline/stream/{id}"));
        Assert.Equal(StreamEnd.NeverStarted, await EndAsync(await OpenAsync(system, id)));
    }

    [Fact]
    public async Task StreamsEndAsServerStoppedWhenTheServerStops()
    {
        var system = await EmbeddedSystem.StartAsync();
        var (a, b) = (await StartAsync(system), await StartAsync(system));
        using var client = await RawStream.SendAsync(Url(system, a));
        using var other = await RawStream.SendAsync(new Uri(system.Http.BaseAddress!, $"/api/streams?job={b.Id}"));
        var (one, many) = (await OpenAsync(system, a.Id), await OpenAsync(system, b.Id));
        await system.DisposeAsync();
        Assert.Equal((StreamEnd.ServerStopped, StreamEnd.ServerStopped), (await EndAsync(one), await EndAsync(many)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(UnreadBody)]
    public async Task AStreamWhoseClientDoesNotReadAtTheServersStopEndsAsServerStopped(string headersAndBody)
    {
        var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        using var client = await RawStream.SendAsync(Url(system, job), headersAndBody, receiveBuffer: 4096);
        var stream = await OpenAsync(system, job.Id);
        string text = new('x', 500_000);
        for (int i = 0; i < 40; i++)
        {
            await AppendAsync(system, job, job.Next([new TokenEvent("t", text, i * text.Length)]));
        }

        await OpenAsync(system, job.Id, s => s.Bytes > 0 && s.Last.Seq < job.Seq);
        await system.DisposeAsync();
        Assert.Equal(StreamEnd.ServerStopped, await EndAsync(stream));
    }

    [Fact]
    public async Task AConnectionOfManyJobsHasAStreamForEachOfThem()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var (ends, stays) = (await StartAsync(system), await StartAsync(system));
        var client = await RawStream.SendAsync(new Uri(system.Http.BaseAddress!, $"/api/streams?job={ends.Id}&job={stays.Id}"));
        var (ended, left) = (await OpenAsync(system, ends.Id), await OpenAsync(system, stays.Id));
        await AppendAsync(system, ends, ends.Metrics(5));
        await AppendAsync(system, ends, ends.Done());
        Assert.Equal(StreamEnd.Completed, await EndAsync(ended));
        Assert.Equal((ends.Log[0].Id, 7, ends.Last), (ended.First, ended.Events, ended.Last));

        client.Dispose();
        Assert.Equal(StreamEnd.ClientLeft, await EndAsync(left));
        Assert.Equal((stays.Log[0].Id, 1), (left.First, left.Events));
    }

    [Fact]
    public async Task AResetIsCountedAndEventsInItsPlaceAreNot()
    {
        await using var system = await EmbeddedSystem.StartAsync();
        var job = await StartAsync(system);
        await AppendAsync(system, job, job.Metrics(5));
        using var client = await RawStream.SendAsync(Url(system, job, "?last_event_id=7-3")); // not in the log
        var stream = await OpenAsync(system, job.Id, s => s.Resets > 0);
        Assert.Equal((1, 0, EventId.None, job.Last), (stream.Resets, (int)stream.Events, stream.First, stream.Last));
    }

    [Fact]
    public void TheLagOfHistoryIsNotTheLagOfALiveStream()
    {
        var stream = new OpenStream(new Watcher(), new StreamOrigin("", default), Guid.NewGuid(), NativeDialect.Instance, EventId.None, default);
        stream.Sent(new EventId(1, 1), new EventId(1, 500), new EventId(1, 9000));
        stream.Sent(new EventId(1, 501), new EventId(1, 9000), new EventId(1, 9000));
        Assert.Equal(0, stream.LargestLag);
        stream.Sent(new EventId(1, 9001), new EventId(1, 9003), new EventId(1, 9040));
        stream.Sent(new EventId(1, 9004), new EventId(1, 9041), new EventId(1, 9041));
        Assert.Equal(40, stream.LargestLag);
    }

    private static Uri Url(EmbeddedSystem system, TestJob job, string query = "") => new(system.Http.BaseAddress!, $"/api/jobs/{job.Id}/stream{query}");

    private static async Task<TestJob> StartAsync(EmbeddedSystem system)
    {
        var job = new TestJob();
        Assert.True(await system.Store.CreateAsync(job.New(DateTimeOffset.UtcNow), default));
        job.Attempt = (await system.Store.BeginAttemptAsync(job.Id, null, null, default))!.Attempt;
        return job;
    }

    private static async Task AppendAsync(EmbeddedSystem system, TestJob job, JobAppend append)
    {
        Assert.Equal(AppendOutcome.Appended, (await system.Log.AppendAsync(append, default)).Outcome);
        job.Confirm(append);
    }

    private static async Task<OpenStream> OpenAsync(EmbeddedSystem system, Guid jobId, Func<OpenStream, bool>? ready = null)
    {
        for (var deadline = Logs.Deadline(60); ; await Task.Delay(10, deadline))
        {
            if (system.Hub.ListOpen().FirstOrDefault(s => s.JobId == jobId && ready?.Invoke(s) != false) is { } stream)
            {
                return stream;
            }
        }
    }

    private static async Task<StreamEnd> EndAsync(OpenStream stream)
    {
        for (var deadline = Logs.Deadline(60); ; await Task.Delay(10, deadline))
        {
            if (stream.End is { } end)
            {
                return end;
            }
        }
    }
}
