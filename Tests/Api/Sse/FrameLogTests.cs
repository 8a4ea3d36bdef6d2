using System.Buffers;
using System.Text;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Tests.Api.Sse;

public class FrameLogTests
{
    private static readonly IDialect Native = NativeDialect.Instance;
    private static readonly IDialect Metrics = new FilteredDialect(Native, new HashSet<string> { "metric_update" });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void EveryCursorGetsExactlyTheFollowingFramesInBulkAndOneByOne(int seed) => CheckEveryCursor(seed);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(3)]
    [InlineData(4)]
    public void EveryCursorOfMoreLogsGetsExactlyTheFollowingFrames(int seed) => CheckEveryCursor(seed);

    private static void CheckEveryCursor(int seed)
    {
        var random = new Random(seed);
        foreach (var dialect in new[] { Native, Metrics })
        {
            var events = Events(400, random);
            var log = new FrameLog(EventId.None);
            for (int at = 0; at < events.Count;)
            {
                int count = Math.Min(random.Next(1, 40), events.Count - at);
                log.Append(events.GetRange(at, count), dialect, long.MaxValue);
                at += count;
            }

            for (int cursor = 0; cursor <= events.Count; cursor++)
            {
                var after = cursor == 0 ? EventId.None : events[cursor - 1].Id;
                string expected = Encode(events.Skip(cursor), dialect);
                Assert.NotNull(log.Find(after, out long offset));
                Assert.Equal(expected, ReadInBulk(log, offset, after));
                Assert.NotNull(log.Find(after, out offset));
                Assert.Equal(expected, ReadOneByOne(log, offset, after));
            }
        }
    }

    [Fact]
    public void AFrameOutsideTheWindowIsNotFoundAndTheOthersAre()
    {
        var events = Events(2000, new Random(7));
        var log = new FrameLog(EventId.None);
        foreach (var e in events)
        {
            log.Append([e], Native, 100_000);
        }

        var view = log.Current;
        Assert.True(view.Start > 0);
        Assert.InRange(view.End - view.Start, 1, 100_000 + 64 * 1024);
        Assert.Null(log.Find(EventId.None, out _));
        Assert.Null(log.Find(events[0].Id, out _));
        int found = events.FindIndex(e => log.Find(e.Id, out _) is not null);
        Assert.True(found > 0);
        Assert.NotNull(log.Find(events[found].Id, out long offset));
        Assert.Equal(Encode(events.Skip(found + 1), Native), ReadInBulk(log, offset, events[found].Id));
    }

    [Fact]
    public void TheArrivalAfterACursorIsThatOfTheNextEventOrOfTheOldestThatIsStillHere()
    {
        var events = Events(2000, new Random(10));
        var log = new FrameLog(EventId.None);
        Assert.Null(log.ArrivalAfter(EventId.None));
        for (int i = 0; i < events.Count; i++)
        {
            log.Append([events[i]], Native, 100_000, arrived: i);
        }

        int oldest = events.FindIndex(e => log.Find(e.Id, out _) is not null) + 1;
        Assert.True(oldest > 1);
        Assert.Equal(oldest, log.ArrivalAfter(EventId.None));
        Assert.All(Enumerable.Range(oldest, events.Count - oldest), i => Assert.Equal(i, log.ArrivalAfter(events[i - 1].Id)));
        Assert.Null(log.ArrivalAfter(events[^1].Id));
    }

    [Fact]
    public void AnUnknownIdIsNotFound()
    {
        var events = Events(100, new Random(8));
        var log = new FrameLog(EventId.None);
        log.Append(events, Native, long.MaxValue);

        Assert.Null(log.Find(new EventId(9, 50), out _));
        Assert.Null(log.Find(new EventId(events[^1].Id.Attempt, 101), out _));
    }

    [Fact]
    public async Task AConcurrentReaderSeesEveryFrameOnce()
    {
        var events = Events(20_000, new Random(9));
        var log = new FrameLog(EventId.None);
        var writer = Task.Run(() =>
        {
            foreach (var chunk in events.Chunk(7))
            {
                log.Append(chunk, Native, long.MaxValue);
            }
        });

        string expected = Encode(events, Native);
        var bulk = Task.Run(() => ReadUntil(expected.Length, (offset, position) => ReadInBulkFrom(log, ref offset, ref position)));
        string seen = await bulk;
        await writer;
        Assert.Equal(expected, seen);

        string ReadUntil(int length, Func<long, EventId, (string, long, EventId)> read)
        {
            var text = new StringBuilder();
            long offset = 0;
            var position = EventId.None;
            while (text.Length < length)
            {
                (string more, offset, position) = read(offset, position);
                text.Append(more);
            }

            return text.ToString();
        }
    }

    private static (string, long, EventId) ReadInBulkFrom(FrameLog log, ref long offset, ref EventId position)
    {
        var output = new ArrayBufferWriter<byte>();
        var view = log.Current;
        if (offset < view.End)
        {
            view.Take(ref offset, ref position).WriteTo(output);
        }

        return (Encoding.UTF8.GetString(output.WrittenSpan), offset, position);
    }

    private static string ReadInBulk(FrameLog log, long offset, EventId position)
    {
        var output = new ArrayBufferWriter<byte>();
        var view = log.Current;
        while (offset < view.End)
        {
            view.Take(ref offset, ref position).WriteTo(output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string ReadOneByOne(FrameLog log, long offset, EventId position)
    {
        var text = new StringBuilder();
        var view = log.Current;
        while (offset < view.End)
        {
            text.Append(Encoding.UTF8.GetString(view.Next(ref offset, ref position)));
        }

        return text.ToString();
    }

    private static string Encode(IEnumerable<JobEvent> events, IDialect dialect)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var e in events)
        {
            dialect.Write(e, output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static List<JobEvent> Events(int count, Random random)
    {
        int attempt = 0;
        return [.. Enumerable.Range(1, count).Select(seq =>
        {
            attempt += random.Next(50) == 0 ? 1 : 0;
            string data = $"{{\"seq\":{seq},\"x\":\"{new string('x', random.Next(40) == 0 ? 40_000 : random.Next(300))}\"}}";
            return new JobEvent(new EventId(attempt, seq), random.Next(3) == 0 ? "metric_update" : "token", Encoding.UTF8.GetBytes(data));
        })];
    }
}
