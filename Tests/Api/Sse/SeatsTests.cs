using AspireStreaming.Edge.Dialects;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Tests.Api.Sse;

public sealed class SeatsTests : IAsyncLifetime
{
    private readonly TestStore _store = TestStore.Memory();
    private readonly Seats _seats = new();
    private JobStream _stream = null!;

    public Task InitializeAsync()
    {
        _stream = new JobStream(Guid.NewGuid(), NativeDialect.Instance, EventId.None, _store.Log, () => 1 << 20, TimeSpan.Zero, TimeProvider.System, NullLogger.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stream.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(500)]
    public async Task WhoStaysMissesNothingWhileOthersComeAndGo(int watchers)
    {
        const int events = 3000;
        int published = 0;
        var staying = Enumerable.Range(0, watchers).Select(_ => WatchAsync(() => Volatile.Read(ref published), events)).ToArray();
        var restless = Task.Run(() =>
        {
            var random = new Random(7);
            var seats = new List<Seat>();
            while (Volatile.Read(ref published) < events)
            {
                if (seats.Count < 50 && random.Next(2) == 0)
                {
                    seats.Add(Sit(new Watcher()));
                }
                else if (seats.Count > 0)
                {
                    int leaving = random.Next(seats.Count);
                    _seats.Remove(seats[leaving]);
                    seats.RemoveAt(leaving);
                }
            }

            seats.ForEach(seat => _seats.Remove(seat));
        });

        for (int i = 0; i < events; i++)
        {
            Interlocked.Increment(ref published);
            _seats.WakeAll();
        }

        await Task.WhenAll([.. staying, restless]).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, _seats.Remove(Sit(new Watcher())));
    }

    [Fact]
    public async Task AWatcherInTwoSeatsIsWokenFromTheOneThatIsLeft()
    {
        var watcher = new Watcher();
        var first = Sit(watcher);
        Sit(watcher);
        Assert.Equal(1, _seats.Remove(first));

        watcher.Wakeup.Clear();
        var waiting = watcher.Wakeup.WaitAsync().AsTask();
        _seats.WakeAll();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task OnlyWhoWasSilentForLongEnoughIsWokenForAHeartbeat()
    {
        var silent = new Watcher { HeartbeatDue = 100 };
        var busy = new Watcher { HeartbeatDue = 200 };
        Sit(silent);
        Sit(busy);
        var due = silent.Wakeup.WaitAsync().AsTask();
        var notDue = busy.Wakeup.WaitAsync().AsTask();

        _seats.WakeDue(150);

        await due.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(notDue.IsCompleted);
    }

    private Seat Sit(Watcher watcher)
    {
        var seat = new Seat(_stream, watcher);
        _seats.Add(seat);
        return seat;
    }

    /// <summary>As a connection does: forgets, looks, waits.</summary>
    private async Task WatchAsync(Func<int> published, int last)
    {
        var watcher = new Watcher();
        var seat = Sit(watcher);
        while (true)
        {
            watcher.Wakeup.Clear();
            if (published() == last)
            {
                break;
            }

            await watcher.Wakeup.WaitAsync();
        }

        _seats.Remove(seat);
    }
}
