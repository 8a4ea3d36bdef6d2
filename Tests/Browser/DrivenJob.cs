using System.Text.Json;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Tests.Support;
using StackExchange.Redis;

namespace AspireStreaming.Tests.Browser;

/// <summary>
/// A job whose worker is the test: the test decides when it continues, so that no test depends on timing. Its events take the
/// same path as those of other jobs: through the system's Redis and its Apis.
/// </summary>
internal sealed class DrivenJob : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _redis;
    private readonly TestStore _store;
    private readonly TestJob _job;
    private int _items;
    private int _written;

    private DrivenJob(ConnectionMultiplexer redis, TestStore store, TestJob job) => (_redis, _store, _job) = (redis, store, job);

    public Guid Id => _job.Id;

    public long Seq => _job.Seq;

    public static async Task<DrivenJob> StartAsync(BrowserSystem system, string pipeline = "test")
    {
        var redis = await ConnectionMultiplexer.ConnectAsync(system.App.RedisConnectionString);
        var store = TestStore.Redis(redis, prefix: "");
        return new DrivenJob(redis, store, await TestJob.StartAsync(store, pipeline: pipeline));
    }

    public Task AppendAsync(params IReadOnlyList<EventPayload> payloads) => _job.AppendAsync(_store, _job.Next(payloads));

    /// <summary>Appends items: for each one a result, progress, and a word of a growing text.</summary>
    public async Task ItemsAsync(int count)
    {
        for (int i = 0; i < count; i++, _items++)
        {
            string word = $"word-{_items} ";
            await AppendAsync(
                new ResultEvent($"item-{_items}", JsonSerializer.SerializeToElement(new { number = _items })),
                new StepProgressEvent("one", StepStatus.Running, Math.Min(_items, 99)),
                new TokenEvent("story", word, _written));
            _written += word.Length;
        }
    }

    public Task FailAsync(string message, bool retryable) => _job.AppendAsync(_store, _job.Next(
        [new JobErrorEvent("driven", message, Retryable: retryable), new JobStatusEvent(JobStatus.Failed, message), new DoneEvent(JobStatus.Failed)], JobStatus.Failed));

    public Task DoneAsync() => _job.AppendAsync(_store, _job.Done());

    /// <summary>Every item, every word and every event is on the screen once.</summary>
    public async Task CheckAsync(Tab tab)
    {
        await tab.Page.Locator("#tab-results").ClickAsync();
        Assert.Equal(Enumerable.Range(0, _items).Select(i => $"item-{i}"), await tab.RowsAsync());
        await tab.Page.Locator("#tab-texts").ClickAsync();
        Assert.Equal(
            string.Concat(Enumerable.Range(0, _items).Select(i => $"word-{i} ")),
            await tab.Page.Locator(".text-body").EvaluateAsync<string>("(body) => body.firstChild.data"));
        Assert.Equal(_job.Log.Select(e => e.Id.ToString()), await tab.EventIdsAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _redis.Dispose();
    }
}
