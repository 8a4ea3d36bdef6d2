using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AspireStreaming.Streaming.Events;

namespace AspireStreaming.Streaming.Execution;

/// <summary>Writes the events of a step, or of one item of it. They become void if the work is not finished. Thread-safe.</summary>
public sealed class StepContext
{
    private static readonly TimeSpan LeastBetweenProgress = TimeSpan.FromMilliseconds(100);

    private readonly JobWriter _writer;
    private readonly IReadOnlyDictionary<string, ReadOnlyMemory<byte>> _checkpoints;
    private readonly string _scope;
    private readonly TimeProvider _time;
    private readonly ReadingPace? _pace;
    private readonly long _began;
    private long _waitedTicks;
    private long _lastProgress;

    internal StepContext(
        JobWriter writer, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> checkpoints, string step, string scope, TimeProvider time, ReadingPace? pace,
        CancellationToken cancellation)
    {
        (_writer, _checkpoints, Step, _scope, _time, _pace, Cancellation) = (writer, checkpoints, step, scope, time, pace, cancellation);
        _began = time.GetTimestamp();
    }

    public string Step { get; }

    public CancellationToken Cancellation { get; }

    public ValueTask EmitAsync(EventPayload payload) => _pace is null ? _writer.EmitAsync(_scope, payload, Cancellation) : EmitPacedAsync(payload);

    /// <summary>Reports the progress of the step. At most ten events a second are written.</summary>
    /// <param name="percent">0 to 100.</param>
    public ValueTask ProgressAsync(int percent, string? message = null)
    {
        long last = Interlocked.Read(ref _lastProgress);
        long now = _time.GetTimestamp();
        if ((last != 0 && _time.GetElapsedTime(last, now) < LeastBetweenProgress)
            || Interlocked.CompareExchange(ref _lastProgress, now, last) != last)
        {
            return ValueTask.CompletedTask;
        }

        double elapsed = _time.GetElapsedTime(_began, now).TotalSeconds;
        double? eta = percent > 0 ? Math.Round(elapsed * (100 - percent) / percent, 1) : null;
        return EmitAsync(new StepProgressEvent(Step, StepStatus.Running, Math.Clamp(percent, 0, 100), EtaSec: eta, Message: message));
    }

    public ValueTask InsightAsync(string id, string category, Importance importance, string message) =>
        EmitAsync(new InsightEmittedEvent(id, category, importance, message, Step));

    public ValueTask MetricAsync(string name, double value, string? unit = null) => EmitAsync(new MetricUpdateEvent(name, value, unit));

    public ValueTask ResultAsync<T>(string key, T data, JsonTypeInfo<T> type) =>
        EmitAsync(new ResultEvent(key, JsonSerializer.SerializeToElement(data, type)));

    /// <summary>Opens a growing text, such as a model's tokens. Dispose it when the text is complete.</summary>
    public TextStream Text(string target) => new(this, target, _time, _pace?.MostOfText ?? int.MaxValue);

    /// <summary>
    /// Runs the work for each item once. The item's <c>result</c> event, the step's progress and the item's checkpoint commit in the
    /// same append, so that after a crash no finished item runs again or is shown again.
    /// </summary>
    /// <param name="items">The items; the same ones in every attempt.</param>
    /// <param name="key">Names an item: unique in the step, the same in every attempt.</param>
    /// <param name="result">How a result is stored and shown.</param>
    /// <param name="work">The work for one item, with a context of its own.</param>
    /// <param name="parallel">The most items to run at a time. 1 or more.</param>
    /// <param name="message">The message of the progress event after n of total items.</param>
    /// <param name="show">Makes the <c>result</c> event's data, or null for no event; the result itself by default.</param>
    /// <param name="restored">Called with each result that an earlier attempt finished, in order, before any work.</param>
    /// <returns>The results in the order of the items.</returns>
    public async Task<IReadOnlyList<TResult>> ForEachAsync<TItem, TResult>(
        IReadOnlyList<TItem> items,
        Func<TItem, string> key,
        JsonTypeInfo<TResult> result,
        Func<TItem, StepContext, Task<TResult>> work,
        int parallel = 1,
        Func<int, int, string>? message = null,
        Func<TResult, JsonElement?>? show = null,
        Action<TResult>? restored = null)
    {
        var results = new TResult[items.Count];
        var open = new List<int>();
        for (int i = 0; i < items.Count; i++)
        {
            if (TryGetFinished(key(items[i]), result, out var finished))
            {
                results[i] = finished;
                restored?.Invoke(finished);
            }
            else
            {
                open.Add(i);
            }
        }

        int done = items.Count - open.Count;
        int doneHere = 0;
        var counting = new Lock();
        await Parallel.ForEachAsync(
            open,
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = Cancellation },
            async (i, cancellation) => await InSpanAsync(i.ToString(CultureInfo.InvariantCulture), async () =>
            {
                using var cost = WorkCost.BeginPart();
                long itemBegan = _time.GetTimestamp();
                string itemKey = key(items[i]);
                string scope = ItemScope(itemKey);
                var item = new StepContext(_writer, _checkpoints, Step, scope, _time, _pace, cancellation);
                results[i] = await work(items[i], item);
                byte[] json = JsonSerializer.SerializeToUtf8Bytes(results[i], result);
                var shown = show is null ? JsonSerializer.Deserialize(json, JsonElementInfo.Default.JsonElement) : show(results[i]);
                var took = _time.GetElapsedTime(itemBegan) - TimeSpan.FromTicks(Interlocked.Read(ref item._waitedTicks));
                await WaitAsync(shown is { } told ? [new ResultEvent(itemKey, told)] : []);
                Task commit;
                lock (counting) // keeps the counts in order in the log
                {
                    done++;
                    doneHere++;
                    double eta = _time.GetElapsedTime(_began).TotalSeconds / doneHere * (items.Count - done);
                    var progress = new StepProgressEvent(
                        Step, StepStatus.Running, done * 100 / items.Count, done, items.Count, Math.Round(eta, 1), message?.Invoke(done, items.Count),
                        new WorkDone(Math.Round(took.TotalMilliseconds, 1), itemKey, cost.Calls));
                    commit = _writer.CommitAsync(
                        scope,
                        shown is { } data ? [new ResultEvent(itemKey, data), progress] : [progress],
                        new Checkpoint(scope, json),
                        null,
                        Cancellation); // the token of the step: finished items are kept when another item fails
                }

                await commit;
                cost.Keep();
                return true;
            }));
        return results;
    }

    /// <summary>The result that an earlier attempt committed for an item of <see cref="ForEachAsync"/>.</summary>
    public bool TryGetFinished<TResult>(string key, JsonTypeInfo<TResult> type, [MaybeNullWhen(false)] out TResult result)
    {
        bool found = _checkpoints.TryGetValue(ItemScope(key), out var finished);
        result = found ? JsonSerializer.Deserialize(finished.Span, type)! : default;
        return found;
    }

    /// <summary>
    /// Runs a part of the step once: its output commits in the same append as the events that announce it, so that no watcher
    /// sees them twice after a crash. The part's own events are void when it is not finished.
    /// </summary>
    /// <param name="key">Names the part: unique in the step, the same in every attempt.</param>
    /// <param name="output">How the output is kept.</param>
    /// <param name="work">The part, with a context of its own.</param>
    /// <param name="events">The events that announce the output: one or more.</param>
    public async Task<T> OnceAsync<T>(
        string key, JsonTypeInfo<T> output, Func<StepContext, Task<T>> work, Func<T, IReadOnlyList<EventPayload>> events)
    {
        string scope = ItemScope(key);
        if (TryGetFinished(key, output, out var finished))
        {
            return finished;
        }

        return await InSpanAsync(key, async () =>
        {
            using var cost = WorkCost.BeginPart();
            var result = await work(new StepContext(_writer, _checkpoints, Step, scope, _time, _pace, Cancellation));
            var told = events(result);
            await WaitAsync(told);
            await _writer.CommitAsync(
                scope, told, new Checkpoint(scope, JsonSerializer.SerializeToUtf8Bytes(result, output)), null, Cancellation);
            cost.Keep();
            cost.HandUpCalls();
            return result;
        });
    }

    /// <param name="item">The index of an item, because its key may be a name from the user; the key of a part.</param>
    /// <param name="work">The work, with its commit.</param>
    private async Task<T> InSpanAsync<T>(string item, Func<Task<T>> work)
    {
        using var span = StreamingDiagnostics.Activities.StartActivity(TraceNames.Item(Step));
        span?.SetTag(TraceNames.JobStep, Step).SetTag(TraceNames.JobItem, item);
        try
        {
            return await work();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            span.Fail((e as PipelineException)?.Code ?? e.GetType().Name);
            throw;
        }
    }

    private async ValueTask WaitAsync(IReadOnlyList<EventPayload> payloads)
    {
        if (_pace is not null)
        {
            Interlocked.Add(ref _waitedTicks, (await _pace.WaitAsync(payloads, Cancellation)).Ticks);
        }
    }

    private async ValueTask EmitPacedAsync(EventPayload payload)
    {
        await WaitAsync([payload]);
        await _writer.EmitAsync(_scope, payload, Cancellation);
    }

    private string ItemScope(string key) => $"{Step}/{key}";
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonElementInfo : System.Text.Json.Serialization.JsonSerializerContext;
