using System.Text;
using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class JobCursorTests : IAsyncLifetime
{
    private readonly TestStore _store = TestStore.Memory();
    private JobStreamHub _hub = null!;

    public Task InitializeAsync()
    {
        _hub = TestHub.Over(_store.Log);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _hub.Dispose();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task ACursorThatJoinsWhileTheWindowFillsGetsExactlyTheFollowingEvents()
    {
        var job = await TestJob.StartAsync(_store);
        await job.AppendAsync(_store, job.Metrics(300));
        await job.AppendAsync(_store, job.Done());
        for (int round = 0; round < 3000; round++)
        {
            int seen = 1 + (round % (job.Log.Count - 1));
            await using var stream = new JobStream(
                job.Id, NativeDialect.Instance, EventId.None, _store.Log, () => 1 << 20, TimeSpan.Zero, TimeProvider.System, NullLogger.Instance);
            var cursor = new JobCursor(stream, job.Log[seen - 1].Id, _hub, int.MaxValue);
            Assert.Equal(job.Log.Skip(seen).Select(e => e.Id), await ReadAsync(cursor));
            Assert.Equal(job.Log[seen].Id, cursor.First);
        }
    }

    private static async Task<List<EventId>> ReadAsync(JobCursor cursor)
    {
        var read = new List<EventId>();
        while (true)
        {
            switch (await cursor.LookAsync(CancellationToken.None))
            {
                case CursorState.Frames:
                    Assert.Equal(IdOf(cursor.TakeFrame()), cursor.Position);
                    read.Add(cursor.Position);
                    break;
                case CursorState.Page:
                    foreach (var e in cursor.Page)
                    {
                        cursor.Take(e);
                        read.Add(e.Id);
                    }

                    break;
                case CursorState.Ended:
                    return read;
                case CursorState.Lost:
                    Assert.Fail("Nothing was lost.");
                    break;
            }
        }
    }

    /// <summary>A frame's last line is its id.</summary>
    private static EventId IdOf(ReadOnlySpan<byte> frame) =>
        EventId.Parse(Encoding.ASCII.GetString(frame).TrimEnd().Split("\nid: ")[^1]);
}
