using System.Collections.Concurrent;
using System.Diagnostics;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Execution;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging;

namespace AspireStreaming.Tests.Worker.Execution;

public sealed class AttemptSpanTests : IDisposable
{
    private readonly SpanRecorder _recorder = new();

    public void Dispose() => _recorder.Dispose();

    [Fact]
    public async Task AStepThatIsTriedAgainIsANewAttemptWhichLinksToTheOneBefore()
    {
        await using var store = TestStore.Memory();
        var logs = new ScopeCapture();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(logs));
        var log = factory.CreateLogger("pipeline");
        int tries = 0;
        var execution = new TestExecution(store, async job =>
        {
            await job.StepAsync("one", NumberJson.Default.Int32, async step =>
            {
                log.LogInformation("try");
                await step.MetricAsync("m", ++tries);
                return tries < 3 ? throw new PipelineException("flaky", "x", retryable: true) : tries;
            });
            return null;
        })
        {
            Log = factory.CreateLogger<JobExecutor>(),
            Traceparent = _recorder.Request,
        };
        execution.Options.StepRetries = 2;

        var events = await execution.RunOneAsync();

        Assert.Equal("completed", TestExecution.Of<DoneEvent>(events).Single().Status.Name());
        var attempts = _recorder.Named("run test");
        Assert.Equal([1, 2, 3], attempts.Select(a => a.GetTagItem("job.attempt")));
        Assert.Equal(["replaced", "replaced", "completed"], attempts.Select(a => a.GetTagItem("job.outcome")));
        Assert.All(attempts, a => Assert.Equal("00f067aa0ba902b7", a.ParentSpanId.ToHexString()));
        Assert.Equal([null, attempts[0].Id, attempts[1].Id], attempts.Select(a => a.Links.Select(l => $"00-{l.Context.TraceId}-{l.Context.SpanId}-01").SingleOrDefault()));
        var steps = _recorder.Named("step one");
        Assert.Equal(attempts.Select(a => a.SpanId), steps.Select(s => s.ParentSpanId));
        Assert.Equal(["flaky", "flaky", null], steps.Select(s => s.GetTagItem("error.type")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Error, ActivityStatusCode.Unset], steps.Select(s => s.Status));

        // Each append is a child of its own attempt or of that attempt's step, also the report of the failure.
        foreach (var append in _recorder.Named("append"))
        {
            int attempt = (int)append.GetTagItem("job.attempt")!;
            Assert.Contains(append.ParentSpanId, new[] { attempts[attempt - 1].SpanId, steps[attempt - 1].SpanId });
        }

        Assert.Equal(events.Count - 1, _recorder.Named("append").Sum(append => (int)append.GetTagItem("messaging.batch.message_count")!));
        Assert.Equal([1, 2, 3], logs.Of("try", "job.attempt"));
        Assert.Single(logs.Of("try", "job.id").Distinct());
    }

    [Fact]
    public async Task AFailedJobIsAFailedAttemptWithTheCodeOfItsError()
    {
        await using var store = TestStore.Memory();
        var execution = new TestExecution(store, job => throw new PipelineException("bad_request", "Jane Doe")) { Traceparent = _recorder.Request };
        await execution.RunOneAsync();
        var attempt = Assert.Single(_recorder.Named("run test"));
        Assert.Equal(("failed", "bad_request", ActivityStatusCode.Error), (attempt.GetTagItem("job.outcome"), attempt.GetTagItem("error.type"), attempt.Status));
        Assert.DoesNotContain("Jane", $"{attempt.StatusDescription} {string.Join(' ', attempt.TagObjects)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task AJobThatIsHandedBackWaitsInTheQueueTwice()
    {
        await using var store = TestStore.Memory();
        using var stopping = new CancellationTokenSource();
        int runs = 0;
        var execution = new TestExecution(store, async job =>
        {
            if (runs++ == 0)
            {
                await stopping.CancelAsync();
                await Task.Delay(Timeout.Infinite, job.Cancellation);
            }

            return null;
        })
        {
            Traceparent = _recorder.Request,
        };
        await execution.StartAsync();
        await execution.ExecuteAsync(await execution.ClaimAsync("a"), stopping: stopping.Token);
        await execution.ExecuteAsync(await execution.ClaimAsync("b"));

        var attempts = _recorder.Named("run test");
        Assert.Equal(["handed_back", "completed"], attempts.Select(a => a.GetTagItem("job.outcome")));
        Assert.Equal(attempts[0].SpanId, attempts[1].Links.Single().Context.SpanId);
        Assert.Equal([1, 2], _recorder.Named("queue wait").Select(wait => wait.GetTagItem("job.attempt")));
    }

    [Fact]
    public async Task AnAppendOfManyEmittersLinksToTheOthers()
    {
        await using var store = TestStore.Memory();
        var execution = new TestExecution(store, async job =>
        {
            await job.StepAsync("one", NumberJson.Default.Int32, async step =>
            {
                await step.ForEachAsync(
                    [0, 1, 2], i => $"{i}", NumberJson.Default.Int32,
                    async (i, item) =>
                    {
                        await item.MetricAsync($"{i}", i);
                        return i;
                    },
                    parallel: 3);
                return 0;
            });
            return null;
        })
        {
            Traceparent = _recorder.Request,
        };
        var events = await execution.RunOneAsync();
        var items = _recorder.Named("item one");
        Assert.Equal(["0", "1", "2"], items.Select(i => i.GetTagItem("job.item")).Order());
        foreach (var e in events.Where(e => e.Type == EventTypes.Result))
        {
            var append = _recorder.Named("append").Single(a => Seq(a, "event.first_id") <= e.Id.Seq && e.Id.Seq <= Seq(a, "event.last_id"));
            var item = items.Single(i => $"{i.GetTagItem("job.item")}" == ((ResultEvent)EventEncoder.Decode(e)!).Key);
            Assert.Contains(item.SpanId, append.Links.Select(l => l.Context.SpanId).Append(append.ParentSpanId));
        }

        static long Seq(Activity append, string tag) => AspireStreaming.Streaming.EventId.Parse((string)append.GetTagItem(tag)!).Seq;
    }

    /// <summary>Captures the lines with the values of their scopes.</summary>
    private sealed class ScopeCapture : ILoggerProvider, ISupportExternalScope
    {
        private readonly ConcurrentQueue<(string Line, IReadOnlyList<KeyValuePair<string, object?>> Values)> _lines = new();
        private IExternalScopeProvider? _scopes;

        public IEnumerable<object?> Of(string line, string value) =>
            _lines.Where(l => l.Line == line).Select(l => l.Values.Single(v => v.Key == value).Value);

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => new Logger(this);

        public void Dispose()
        {
        }

        private sealed class Logger(ScopeCapture capture) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                var values = new List<KeyValuePair<string, object?>>();
                capture._scopes?.ForEachScope((scope, into) => into.AddRange(scope as IEnumerable<KeyValuePair<string, object?>> ?? []), values);
                capture._lines.Enqueue((formatter(state, exception), values));
            }
        }
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(int))]
internal sealed partial class NumberJson : System.Text.Json.Serialization.JsonSerializerContext;
