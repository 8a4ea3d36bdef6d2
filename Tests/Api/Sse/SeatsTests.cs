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
    public async Task AWatcherMissesNoWakeupWhileOthersJoinAndLeave(int watchers)
    {
        const int events = 3000;
        int published = 0;
        var staying = Enumerable.Range(0, watchers).Select(_ => WatchAsync(() => Volatile.Read(ref published), events)).ToArray();
        var changing = Task.Run(() =>
        {
            var random = new Random(7);
            var seats = new List<Seat>();
            while (Volatile.Read(ref published) < events)
            {
                if (seats.Count < 50 && random.Next(2) == 0)
                {
                    seats.Add(AddSeat(new Watcher()));
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

        await Task.WhenAll([.. staying, changing]).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, _seats.Remove(AddSeat(new Watcher())));
    }

    [Fact]
    public async Task AWatcherInTwoSeatsIsWokenAfterOneSeatIsRemoved()
    {
        var watcher = new Watcher();
        var first = AddSeat(watcher);
        AddSeat(watcher);
        Assert.Equal(1, _seats.Remove(first));

        watcher.Wakeup.Clear();
        var waiting = watcher.Wakeup.WaitAsync().AsTask();
        _seats.WakeAll();
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(500)]
    public async Task CallsDuringAPassCauseOneMorePass(int watchers)
    {
        using var held = new SemaphoreSlim(0);
        using var gate = new ManualResetEventSlim();
        int[] woken = new int[watchers];
        SynchronizationContext.SetSynchronizationContext(null); // the watchers continue within the pass
        for (int i = 0; i < watchers; i++)
        {
            _ = CountAsync(i);
        }

        var pass = Task.Run(_seats.WakeAll);
        await held.WaitAsync();
        for (int i = 0; i < 50; i++)
        {
            _seats.WakeAll();
        }

        gate.Set();
        await pass;
        await Logs.EventuallyAsync(() => Task.FromResult(Array.TrueForAll(woken, n => n >= 2)), "two passes");
        Assert.All(woken, n => Assert.Equal(2, n));

        async Task CountAsync(int index)
        {
            var watcher = new Watcher();
            AddSeat(watcher);
            while (true)
            {
                watcher.Wakeup.Clear();
                await watcher.Wakeup.WaitAsync();
                woken[index]++;
                if (index == watchers - 1 && woken[index] == 1)
                {
                    held.Release();
                    gate.Wait();
                }
            }
        }
    }

    [Fact]
    public async Task OnlyAWatcherWhoseHeartbeatIsDueIsWoken()
    {
        var silent = new Watcher { HeartbeatDue = 100 };
        var busy = new Watcher { HeartbeatDue = 200 };
        AddSeat(silent);
        AddSeat(busy);
        var due = silent.Wakeup.WaitAsync().AsTask();
        var notDue = busy.Wakeup.WaitAsync().AsTask();

        _seats.WakeDue(150);

        await due.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.False(notDue.IsCompleted);
    }

    private Seat AddSeat(Watcher watcher)
    {
        var seat = new Seat(_stream, new OpenStream(watcher, new StreamOrigin("", default), Guid.Empty, NativeDialect.Instance, EventId.None, default));
        _seats.Add(seat);
        return seat;
    }

    /// <summary>Watches as a connection does: clears the signal, looks for events, waits.</summary>
    private async Task WatchAsync(Func<int> published, int last)
    {
        var watcher = new Watcher();
        var seat = AddSeat(watcher);
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
