using System.Collections.Concurrent;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The published messages of a tail. They only save time: messages get lost during a reconnect, and some client
/// versions deliver them out of order. So each seq is checked, and after a mismatch the reader reads the log.
/// </summary>
internal sealed class RedisJobTail : IAsyncDisposable
{
    /// <summary>When the reader is too slow, the oldest message is dropped: the reader then finds a hole and reads the log.</summary>
    private const int MostMessages = 256;

    /// <summary>This many messages wake the reader at once.</summary>
    private const int ManyMessages = 128;

    /// <summary>The quiet period in ticks of one timer, so that no message needs a timer of its own.</summary>
    private const int QuietTicks = 4;

    private readonly ConcurrentQueue<byte[]> _messages = new();
    private readonly Wakeup _more = new();
    private readonly RedisCommands _redis;
    private readonly RedisSeal _seal;
    private readonly string _channel;
    private readonly ITimer _quiet;
    private readonly CancellationTokenRegistration _canceled;
    private IAsyncDisposable? _subscription;
    private int _quietTicks;
    private int _look;

    /// <param name="quietPeriod">After this time without a message the log should be read.</param>
    /// <param name="cancellationToken">Ends a wait.</param>
    public RedisJobTail(
        RedisCommands redis, RedisSeal seal, string channel, TimeSpan quietPeriod, TimeProvider time, CancellationToken cancellationToken)
    {
        (_redis, _seal, _channel) = (redis, seal, channel);
        _quiet = time.CreateTimer(static tail => ((RedisJobTail)tail!).OnQuiet(), this, quietPeriod / QuietTicks, quietPeriod / QuietTicks);
        _canceled = cancellationToken.UnsafeRegister(static tail => ((RedisJobTail)tail!)._more.Signal(), this);
    }

    /// <summary>Subscribes. Does nothing when the tail is already subscribed.</summary>
    /// <returns>False without a subscription: the log must be polled.</returns>
    public async Task<bool> TrySubscribeAsync(CancellationToken cancellationToken)
    {
        try
        {
            _subscription ??= await _redis.SubscribeAsync(_channel, OnMessage, _more, Look, cancellationToken);
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }

    /// <summary>Clears the signal. Call it before looking for more messages.</summary>
    public void Clear() => _more.Clear();

    /// <summary>Completes when messages may have come after <see cref="Clear"/>.</summary>
    public ValueTask WaitAsync() => _more.WaitAsync();

    /// <summary>The received events that follow <paramref name="last"/>; empty when there are none.</summary>
    /// <param name="look">Set when the log has to be read instead.</param>
    /// <exception cref="StoreUnavailableException">A message can't be decrypted.</exception>
    /// <exception cref="CursorNotFoundException">An attempt writes seqs that the reader has already read: the log lost events.</exception>
    public IReadOnlyList<JobEvent> Next(Guid jobId, EventId last, out bool look)
    {
        look = Interlocked.Exchange(ref _look, 0) != 0;
        var batch = new List<JobEvent>();
        while (!look && batch.Count < 1000 && _messages.TryDequeue(out byte[]? message))
        {
            look = !LiveMessage.TryParse(message, out var events);
            foreach (var e in events)
            {
                if (e.Id.Seq <= last.Seq)
                {
                    if (e.Id.Attempt > last.Attempt)
                    {
                        throw new CursorNotFoundException(jobId, last);
                    }
                }
                else if (e.Id.Seq == last.Seq + 1 && e.Id.Attempt >= last.Attempt)
                {
                    batch.Add(_seal.Open(jobId, e));
                    last = e.Id;
                }
                else
                {
                    look = true;
                }
            }
        }

        return batch;
    }

    public async ValueTask DisposeAsync()
    {
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
        }

        await _quiet.DisposeAsync();
        await _canceled.DisposeAsync();
    }

    private void OnMessage(byte[] message)
    {
        Volatile.Write(ref _quietTicks, 0);
        _messages.Enqueue(message);
        if (_messages.Count < ManyMessages)
        {
            return; // the reader is woken when all of them are here
        }

        if (_messages.Count > MostMessages)
        {
            _messages.TryDequeue(out _);
        }

        _more.Signal(inline: true);
    }

    private void OnQuiet()
    {
        if (Interlocked.Increment(ref _quietTicks) >= QuietTicks)
        {
            Volatile.Write(ref _quietTicks, 0);
            Look();
        }
    }

    private void Look()
    {
        Volatile.Write(ref _look, 1);
        _more.Signal();
    }
}
