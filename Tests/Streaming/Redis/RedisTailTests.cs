using AspireStreaming.Streaming;
using AspireStreaming.Tests.Support;
using static AspireStreaming.Tests.Support.Logs;

namespace AspireStreaming.Tests.Streaming.Redis;

/// <summary>Published messages only save time: a tail gives the events of the log, also when messages are lost or wrong.</summary>
[Collection(SharedRedisCollection.Name)]
public sealed class RedisTailTests(SharedRedis redis)
{
    [Theory]
    [InlineData("garbage")]
    [InlineData("1-9 metric_update 2\n{}")] // a later seq: messages between were lost
    [InlineData("1-1 metric_update 2\n{}")] // an old event comes late
    [InlineData("0-4 metric_update 2\n{}")] // an event of an older attempt
    [InlineData("1-4 metric_update 2147483647\n{}")]
    [InlineData("")]
    public async Task AMessageThatIsNotTheNextEventIsNotDelivered(string message)
    {
        await using var store = redis.Open(o => o.QuietPeriod = TimeSpan.FromMinutes(5));
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(2));
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None));
        await SubscribedAsync(store, job.Id);

        await redis.Connection.GetSubscriber().PublishAsync(StackExchange.Redis.RedisChannel.Literal(Channel(store, job.Id)), message);
        await job.AppendAsync(store, job.Metrics(2));
        await job.AppendAsync(store, job.Done());

        AssertSame(job.Log, await tail);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(2000)] // more than a tail keeps
    public async Task MessagesThatArriveTogetherAreDeliveredTogetherAndNoneIsDropped(int count)
    {
        await using var store = redis.Open(o => o.QuietPeriod = TimeSpan.FromMinutes(5));
        var job = await TestJob.StartAsync(store);
        var batches = new List<int>();
        var tail = Task.Run(async () =>
        {
            await foreach (var batch in store.Log.TailAsync(job.Id, EventId.None, Deadline()))
            {
                batches.Add(batch.Count);
                if (batch[^1].Id.Seq > count)
                {
                    break;
                }
            }
        });
        await SubscribedAsync(store, job.Id);

        // These events are not in the log: a dropped message can't be read there.
        await redis.Server.SendAsync(
            "EVAL", "for i = 2, ARGV[2] + 1 do redis.call('PUBLISH', ARGV[1], '1-' .. i .. ' metric_update 2\\n{}') end", "0", Channel(store, job.Id), $"{count}");

        await tail;
        Assert.Equal(count + 1, batches.Sum());
        Assert.InRange(batches.Count, 1, count / 5);
    }

    [Fact]
    public async Task AnEventWhoseMessageWasLostComesAfterTheQuietPeriod()
    {
        await using var store = redis.Open(o => o.QuietPeriod = TimeSpan.FromMilliseconds(200));
        var job = await TestJob.StartAsync(store);
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None));
        await SubscribedAsync(store, job.Id);
        // The event is written to the log without a message on the channel.
        var done = job.Done();
        job.Confirm(done);
        await redis.Connection.GetDatabase().ExecuteAsync(
            "XADD", $"{store.Options.KeyPrefix}job:{{{job.Id:D}}}:events", job.Last.ToString(), "t", "done", "d", done.Events[0].Data.ToArray());
        AssertSame(job.Log, await tail);
    }

    [Fact]
    public async Task ALogThatWasCutShortIsNoticedWhenANewAttemptWritesAgain()
    {
        await using var store = redis.Open(o => o.QuietPeriod = TimeSpan.FromMinutes(5));
        var job = await TestJob.StartAsync(store);
        await job.AppendAsync(store, job.Metrics(5));
        var tail = Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None));
        await SubscribedAsync(store, job.Id);

        // A failover lost the last three events; the next attempt continues from there.
        await redis.Connection.GetSubscriber().PublishAsync(StackExchange.Redis.RedisChannel.Literal(Channel(store, job.Id)), "2-4 metric_update 2\n{}");

        var lost = await Assert.ThrowsAsync<CursorNotFoundException>(() => tail);
        Assert.Equal(job.Last, lost.Cursor);
    }

    [Fact]
    public async Task AnEndedTailLeavesNoSubscription()
    {
        await using var store = redis.Open();
        var job = await TestJob.StartAsync(store);
        var tails = Enumerable.Range(0, 5).Select(_ => Task.Run(() => store.Log.TailToAsync(job.Id, EventId.None))).ToList();
        await SubscribedAsync(store, job.Id);
        await job.AppendAsync(store, job.Done());
        await Task.WhenAll(tails);
        await EventuallyAsync(async () => await SubscribersAsync(store, job.Id) == 0, "a subscription was left behind");
    }

    [Fact]
    public async Task TheKeysOfAnEndedJobExpireAndThoseOfARunningOneDont()
    {
        await using var store = redis.Open(o => o.Retention = TimeSpan.FromMinutes(10));
        var job = await TestJob.StartAsync(store);
        var database = redis.Connection.GetDatabase();
        string key = $"{store.Options.KeyPrefix}job:{{{job.Id:D}}}";
        string[] keys = [key, $"{key}:events", $"{key}:input"];
        foreach (string k in keys)
        {
            Assert.Null(await database.KeyTimeToLiveAsync(k));
        }

        await job.AppendAsync(store, job.Done());
        foreach (string k in keys)
        {
            Assert.NotNull(await database.KeyTimeToLiveAsync(k));
        }
    }

    private async Task SubscribedAsync(TestStore store, Guid jobId)
    {
        await EventuallyAsync(async () => await SubscribersAsync(store, jobId) > 0, "the tail never subscribed");
        await Task.Delay(100); // so that it has read the log once after that
    }

    private async Task<int> SubscribersAsync(TestStore store, Guid jobId)
    {
        string reply = await redis.Server.SendAsync("PUBSUB", "NUMSUB", Channel(store, jobId));
        return int.Parse(reply.Split('\n')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Channel(TestStore store, Guid jobId) => $"{store.Options.KeyPrefix}job:{{{jobId:D}}}:live";
}
