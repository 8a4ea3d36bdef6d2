using AspireStreaming.Bench.Chaos;
using AspireStreaming.Streaming;
using AspireStreaming.Tests.Distributed;
using AspireStreaming.Tests.Support;
using AspireStreaming.Tests.Support.Otlp;

namespace AspireStreaming.Tests.Tracing;

/// <summary>The spans and log records of jobs, as two Apis and two Workers export them.</summary>
[Collection(TracedSystem.Name)]
public sealed class JobTraceTests(TracedSystem system)
{
    private OtlpReceiver Receiver => system.Receiver;

    [Fact]
    public async Task AJobIsOneTraceFromThePostToTheWatcher()
    {
        var (post, get) = (new ClientTrace(), new ClientTrace());
        var id = await system.StartAsync(Work.Long.Request, post);
        var events = await TracedSystem.ReadAsync(system.Apis[1].Http, $"/api/jobs/{id}/stream", get);
        await Work.CheckAsync(Work.Long, events);

        var request = await system.RequestAsync(post);
        Assert.Equal(("api", $"{id:D}", "diagnostics"), (request.Service, request["job.id"], request["job.pipeline"]));

        var attempt = await AttemptAsync(post, 1);
        Assert.Equal(("worker", SpanKind.Consumer, request.Id), (attempt.Service, attempt.Kind, attempt.Parent));
        Assert.Equal((0, "completed", StatusCode.Unset), (attempt.Links.Count, attempt["job.outcome"], attempt.Status));
        Assert.Equal(("aspire_streaming", "process", "diagnostics", $"{id:D}"), (
            attempt["messaging.system"], attempt["messaging.operation.type"], attempt["messaging.destination.name"], attempt["messaging.message.id"]));
        var wait = await OneAsync(post, TraceNames.QueueWait);
        Assert.Equal((request.Id, attempt.Instance), (wait.Parent, wait.Instance));
        Assert.InRange(wait.End, wait.Start, attempt.Start + 1_000_000); // the clocks count in different steps

        var steps = await Receiver.SpansAsync(
            span => span.TraceId == post.TraceId && span.Name.StartsWith("step ", StringComparison.Ordinal), found => found.Count == 2, "not two steps");
        Assert.Equal(["step hashing", "step sealing"], steps.OrderBy(step => step.Start).Select(step => step.Name));
        Assert.All(steps, step => Assert.Equal(attempt.Id, step.Parent));
        var items = await Receiver.SpansAsync(
            span => span.TraceId == post.TraceId && span.Name == "item hashing", found => found.Count >= Work.Long.Items, "not all items");
        Assert.Equal(Enumerable.Range(0, Work.Long.Items).Select(i => $"{i}").Order(), items.Select(item => item["job.item"]).Order());
        Assert.All(items, item => Assert.Equal(steps.Single(step => step.Name == "step hashing").Id, item.Parent));

        var appends = await AppendsAsync(post, events.Count - 1);
        var emitters = steps.Concat(items).Append(attempt).Select(span => span.Id).ToHashSet();
        Assert.All(appends, append => Assert.Contains(append.Parent, emitters));
        Assert.All(appends, append => Assert.Equal((SpanKind.Producer, attempt.Instance), (append.Kind, append.Instance)));
        Assert.Equal(events.Skip(1).Select(e => e.Id), appends.SelectMany(EventsOf));
        foreach (var result in events.Where(Work.IsItem))
        {
            // The item's span is the parent of the append with its result, or linked when the append has results of other items too.
            var item = items.Single(item => $"item-{item["job.item"]}" == Work.ItemOf(result));
            var append = appends.Single(append => EventsOf(append).Contains(result.Id));
            Assert.Contains(item.Id, append.Links.Select(link => link.Id).Append(append.Parent));
        }

        Assert.Equal(
            appends.Select(append => (append[TraceNames.LastEvent]!, append.Traceparent)).Prepend(("0-1", request.Traceparent)), await StoredContextsAsync(id));

        var stream = await StreamAsync(post);
        var watch = await system.RequestAsync(get);
        Assert.Equal(("api-1", request.Id, SpanKind.Consumer), (stream.Service, stream.Parent, stream.Kind));
        Assert.Equal([(get.TraceId, watch.Id)], stream.Links);
        Assert.Equal(
            ("0-1", events[^1].Id, (long)events.Count, "completed", false, 0L, "native"),
            (stream["event.first_id"], stream["event.last_id"], stream.Attributes["event.count"], stream["stream.end"], stream.Attributes["stream.resumed"],
                stream.Attributes["stream.resets"], stream["stream.dialect"]));
        Assert.InRange((long)stream.Attributes["stream.bytes"], events.Sum(e => e.Bytes.Length), long.MaxValue);
        Assert.InRange((long)stream.Attributes["stream.largest_lag"], 1, events.Count);
        Assert.Equal(("127.0.0.1", true), (stream["client.address"], (long)stream.Attributes["client.port"] > 0));
        Assert.True(watch.End < stream.End, "The connection was not detached from its request.");
        Assert.DoesNotContain(Receiver.Spans, span => span.TraceId == get.TraceId && span.Start > watch.End); // reads of the stream belong to no request

        var fanOuts = await Receiver.SpansAsync(
            span => span.TraceId == post.TraceId && span.Name == TraceNames.FanOut,
            found => found.Any(span => span[TraceNames.LastEvent] == events[^1].Id), "no fan-out of the last event");
        Assert.InRange(fanOuts.Count, 1, 2 + (int)((stream.End - stream.Start) / 10_000_000_000)); // one each 10 s, and the last event
        Assert.All(fanOuts, span => Assert.Equal(appends.Single(append => append[TraceNames.LastEvent] == span[TraceNames.LastEvent]).Id, span.Parent));
        Assert.All(fanOuts, span => Assert.Equal(("api-1", "1"), (span.Service, span["stream.watchers"])));
    }

    [Fact]
    public async Task TheAttemptAfterATakeoverIsInTheSameTraceAndLinksToTheLostOne()
    {
        var post = new ClientTrace();
        var id = await system.StartAsync(Work.Long.Request, post);
        using var stream = await system.Apis[1].WatchAsync(id);
        var events = await stream.EventsAsync(Work.Items(5));
        var first = await system.WorkerAtWorkAsync(id);
        var opening = await Receiver.SpanAsync(
            post.TraceId, span => span.Name == TraceNames.Append && span[TraceNames.FirstEvent] == "1-2", "append that opens the first attempt");
        await first.KillAsync();
        events.AddRange(await stream.EventsAsync());
        await Work.CheckAsync(Work.Long, events);

        // The lost worker never exported the span of its attempt: the children name it.
        var second = await AttemptAsync(post, 2);
        Assert.Equal([(post.TraceId, opening.Parent)], second.Links);
        Assert.Equal((await system.RequestAsync(post)).Id, second.Parent);
        Assert.EndsWith(opening.Instance, first.Name, StringComparison.Ordinal);
        Assert.NotEqual(opening.Instance, second.Instance);
        Assert.DoesNotContain(Receiver.Spans, span => span.Id == opening.Parent);
        Assert.Equal("completed", second["job.outcome"]);
        Assert.Single(Receiver.Spans, span => span.TraceId == post.TraceId && span.Name == TraceNames.QueueWait); // that of the first attempt

        int rest = events.Count(e => e.Event.Id.Attempt == 2);
        var appends = await Receiver.SpansAsync(
            span => span.TraceId == post.TraceId && span.Name == TraceNames.Append && span["job.attempt"] == "2",
            found => found.Sum(append => (long)append.Attributes[TraceNames.MessagingBatchCount]) == rest, "not the appends of the second attempt");
        Assert.All(appends, append => Assert.Equal(second.Instance, append.Instance));

        var log = await LogAsync(log => log.TraceId == post.TraceId && log.Text.Contains("taken over", StringComparison.Ordinal));
        Assert.Equal((second.Id, $"{id:D}", 2L), (log.SpanId, log.Attributes["job.id"], log.Attributes["job.attempt"]));
        await system.App.WaitHealthyAsync(CancellationToken.None);
    }

    [Fact]
    public async Task LogsOfPipelinesAndStreamsCarryTraceJobAndAttempt()
    {
        var (post, get) = (new ClientTrace(), new ClientTrace());
        var id = await system.StartAsync(Work.Short.Request, post);
        await TracedSystem.ReadAsync(system.Apis[1].Http, $"/api/jobs/{id}/stream", get);

        var stream = await StreamAsync(post);
        var end = await LogAsync(log => log.Service == "api-1" && log.SpanId == stream.Id);
        Assert.Equal((post.TraceId, $"{id:D}", 1L), (end.TraceId, end.Attributes["job.id"], end.Attributes["job.attempt"]));

        // One line for each item and one for the seal, each in the span of its item or step.
        await AttemptAsync(post, 1);
        await LogAsync(log => log.TraceId == post.TraceId && log.Text.Contains("begins to hash sealing", StringComparison.Ordinal));
        var lines = Receiver.Logs.Where(log => log.TraceId == post.TraceId && log.Text.Contains("begins to hash", StringComparison.Ordinal)).ToList();
        Assert.Equal(Work.Short.Items + 1, lines.Count);
        Assert.All(lines, line => Assert.Equal(("worker", $"{id:D}", 1L), (line.Service, line.Attributes["job.id"], line.Attributes["job.attempt"])));
        var spans = await Receiver.SpansAsync(
            span => span.TraceId == post.TraceId && (span.Name is "item hashing" or "step sealing"), found => found.Count == lines.Count, "not all spans");
        Assert.Equal(spans.Select(span => span.Id).Order(), lines.Select(line => line.SpanId).Order());
    }

    [Fact]
    public async Task AStreamThatIsResumedAndAStreamOfManyJobsHaveTheirSpans()
    {
        var (one, other) = (new ClientTrace(), new ClientTrace());
        var (first, second) = (await system.StartAsync(Work.Short.Request, one), await system.StartAsync(Work.Short.Request, other, api: 1));
        var events = await system.Apis[0].ReadAsync(first);
        var others = await system.Apis[0].ReadAsync(second);

        var (again, many) = (new ClientTrace(), new ClientTrace());
        string middle = events[events.Count / 2].Id!;
        var rest = await TracedSystem.ReadAsync(system.Apis[1].Http, $"/api/jobs/{first}/stream", again, middle);
        var resumed = await LinkedAsync(one, await system.RequestAsync(again));
        Assert.Equal(events.Skip((events.Count / 2) + 1).Select(e => e.Id), rest.Select(e => e.Id));
        Assert.Equal(
            (rest[0].Id, rest[^1].Id, (long)rest.Count, true, "completed"),
            (resumed["event.first_id"], resumed["event.last_id"], resumed.Attributes["event.count"], resumed.Attributes["stream.resumed"], resumed["stream.end"]));

        var bogus = new ClientTrace();
        Assert.Equal("reset", Assert.Single(await TracedSystem.ReadAsync(system.Apis[1].Http, $"/api/jobs/{first}/stream", bogus, "9-9")).Name);
        var reset = await LinkedAsync(one, await system.RequestAsync(bogus));
        Assert.Equal(
            (1L, 0L, null, "completed"), (reset.Attributes["stream.resets"], reset.Attributes["event.count"], reset["event.first_id"], reset["stream.end"]));

        var both = await TracedSystem.ReadAsync(system.Apis[1].Http, $"/api/streams?job={first}:{middle}&job={second}", many);
        Assert.Equal(rest.Count + others.Count, both.Count);
        var request = await system.RequestAsync(many);
        var (partial, whole) = (await LinkedAsync(one, request), await LinkedAsync(other, request));
        Assert.Equal(
            (rest[0].Id, rest[^1].Id, (long)rest.Count, true), (partial["event.first_id"], partial["event.last_id"], partial.Attributes["event.count"], partial.Attributes["stream.resumed"]));
        Assert.Equal(
            ("0-1", others[^1].Id, (long)others.Count, false), (whole["event.first_id"], whole["event.last_id"], whole.Attributes["event.count"], whole.Attributes["stream.resumed"]));
        Assert.Equal((await system.RequestAsync(one)).Id, partial.Parent);
        Assert.Equal((await system.RequestAsync(other)).Id, whole.Parent);
    }

    [Fact]
    public async Task AClientThatLeavesIsTheEndOfItsStreamOnly()
    {
        var (post, get) = (new ClientTrace(), new ClientTrace());
        var id = await system.StartAsync(Work.Endless.Request, post);
        List<SseFrame> events;
        using (var stream = await SseStream.OpenAsync(system.Apis[0].Http, get.On(new HttpRequestMessage(HttpMethod.Get, $"/api/jobs/{id}/stream"))))
        {
            events = await stream.EventsAsync(Work.IsHashing);
        }

        var left = await StreamAsync(post);
        Assert.Equal(("client_left", "0-1", StatusCode.Unset), (left["stream.end"], left["event.first_id"], left.Status));
        long last = EventId.Parse(left["event.last_id"]!).Seq;
        Assert.Equal(last, left.Attributes["event.count"]);
        Assert.InRange(last, events.Count, long.Parse(await system.RedisAsync("XLEN", $"job:{{{id:D}}}:events")));

        await system.Apis[0].PostAsync($"/api/jobs/{id}/cancel");
        Assert.Equal("canceled", (await AttemptAsync(post, 1))["job.outcome"]);
    }

    [Fact]
    public async Task APostThatIsNotSampledHasNoSpansAnywhere()
    {
        var silent = new ClientTrace(sampled: false);
        var id = await system.StartAsync(Work.Short.Request, silent);
        var get = new ClientTrace();
        await TracedSystem.ReadAsync(system.Apis[1].Http, $"/api/jobs/{id}/stream", get);
        await system.RequestAsync(get);

        // What the same processes export later is there: so would be what they had to export before.
        var (post, after) = (new ClientTrace(), new ClientTrace());
        var next = await system.StartAsync(Work.Short.Request, post);
        await TracedSystem.ReadAsync(system.Apis[1].Http, $"/api/jobs/{next}/stream", after);
        await StreamAsync(post);
        await AttemptAsync(post, 1);
        Assert.DoesNotContain(Receiver.Spans, span => span.TraceId == silent.TraceId || span["job.id"] == $"{id:D}");
        Assert.DoesNotContain(Receiver.Spans, span => span.TraceId == get.TraceId && span.Source == StreamingDiagnostics.Name);
        Assert.Equal("", await system.RedisAsync("HGET", $"job:{{{id:D}}}", "span"));
        Assert.EndsWith("-00", Assert.Single(await StoredContextsAsync(id)).Traceparent, StringComparison.Ordinal); // of the request
    }

    private Task<ReceivedSpan> AttemptAsync(ClientTrace post, int attempt) => Receiver.SpanAsync(
        post.TraceId, span => span.Name == "run diagnostics" && span["job.attempt"] == $"{attempt}", $"attempt {attempt}");

    private Task<ReceivedSpan> StreamAsync(ClientTrace post) => OneAsync(post, TraceNames.Stream);

    private Task<ReceivedSpan> OneAsync(ClientTrace post, string name) => Receiver.SpanAsync(post.TraceId, span => span.Name == name, name);

    private Task<ReceivedSpan> LinkedAsync(ClientTrace post, ReceivedSpan request) => Receiver.SpanAsync(
        post.TraceId, span => span.Name == TraceNames.Stream && span.Links.Contains((request.TraceId, request.Id)), "stream of the request");

    /// <summary>The appends of a job in the order of their events, as soon as they have so many events.</summary>
    private async Task<IReadOnlyList<ReceivedSpan>> AppendsAsync(ClientTrace post, long events) =>
        [.. (await Receiver.SpansAsync(
            span => span.TraceId == post.TraceId && span.Name == TraceNames.Append,
            found => found.Sum(append => (long)append.Attributes[TraceNames.MessagingBatchCount]) >= events,
            $"not the appends of {events} events")).OrderBy(append => EventId.Parse(append[TraceNames.FirstEvent]!).Seq)];

    private static IEnumerable<string> EventsOf(ReceivedSpan append)
    {
        var (first, last) = (EventId.Parse(append[TraceNames.FirstEvent]!), EventId.Parse(append[TraceNames.LastEvent]!));
        for (long seq = first.Seq; seq <= last.Seq; seq++)
        {
            yield return $"{new EventId(last.Attempt, seq)}";
        }
    }

    /// <summary>The trace contexts in the stored log, read without the product.</summary>
    private async Task<IReadOnlyList<(string Id, string Traceparent)>> StoredContextsAsync(Guid id)
    {
        using var redis = new RedisDirect(system.App.RedisPort);
        var contexts = new List<(string, string)>();
        foreach (object? entry in await redis.ItemsAsync("XRANGE", $"job:{{{id:D}}}:events", "-", "+"))
        {
            var parts = (IReadOnlyList<object?>)entry!;
            var fields = ((IReadOnlyList<object?>)parts[1]!).Select(RedisDirect.Text).ToList();
            if (fields.IndexOf("tp") is var at and >= 0)
            {
                contexts.Add((RedisDirect.Text(parts[0]), fields[at + 1]));
            }
        }

        return contexts;
    }

    private async Task<ReceivedLog> LogAsync(Func<ReceivedLog, bool> wanted)
    {
        ReceivedLog? found = null;
        await Logs.EventuallyAsync(
            () => Task.FromResult((found = Receiver.Logs.FirstOrDefault(wanted)) is not null),
            () => $"no such line in\n{string.Join('\n', Receiver.Logs.TakeLast(50))}");
        return found!;
    }
}
