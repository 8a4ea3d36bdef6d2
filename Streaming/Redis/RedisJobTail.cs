using System.Threading.Channels;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The live half of a tail: messages as they are published. Speed only, never truth: messages get lost around a reconnect and
/// some client versions deliver them out of order, so each is checked by its seq and anything odd sends the reader to the log.
/// </summary>
internal sealed class RedisJobTail : IAsyncDisposable
{
    /// <summary>
    /// The oldest goes when the reader is too slow: it then finds a hole and reads the log. A reader that waits goes on on the
    /// thread that brings the message, which saves the quickest path a change of threads; it must not keep that thread for long.
    /// </summary>
    private readonly Channel<byte[]> _messages = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, AllowSynchronousContinuations = true });

    private readonly RedisCommands _redis;
    private readonly string _channel;
    private readonly TimeSpan _quietPeriod;
    private IAsyncDisposable? _subscription;
    private CancellationTokenSource _quiet = new();
    private int _reconnected;

    public RedisJobTail(RedisCommands redis, string channel, TimeSpan quietPeriod)
    {
        (_redis, _channel, _quietPeriod) = (redis, channel, quietPeriod);
        _redis.Connection.ConnectionRestored += OnConnectionRestored;
    }

    /// <summary>Does nothing when it is subscribed already.</summary>
    public async Task SubscribeAsync(CancellationToken cancellationToken) =>
        _subscription ??= await _redis.SubscribeAsync(_channel, m => _messages.Writer.TryWrite(m), cancellationToken);

    /// <summary>What has arrived and follows on from <paramref name="last"/>; empty when nothing has.</summary>
    /// <param name="look">Set when the log has to be read instead.</param>
    /// <exception cref="CursorNotFoundException">An attempt writes seqs that were read already: the log lost events.</exception>
    public IReadOnlyList<JobEvent> Next(Guid jobId, EventId last, out bool look)
    {
        look = Interlocked.Exchange(ref _reconnected, 0) != 0;
        var batch = new List<JobEvent>();
        while (!look && batch.Count < 1000 && _messages.Reader.TryRead(out byte[]? message))
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
                    batch.Add(e);
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

    /// <summary>Waits for a message.</summary>
    /// <returns>True when it was quiet for so long that the log should be read.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        // One source for all waits as long as none ran out: a wait happens with every message.
        if (!_quiet.TryReset())
        {
            _quiet.Dispose();
            _quiet = new CancellationTokenSource();
        }

        _quiet.CancelAfter(_quietPeriod);
        using var canceled = cancellationToken.UnsafeRegister(static quiet => ((CancellationTokenSource)quiet!).Cancel(), _quiet);
        try
        {
            await _messages.Reader.WaitToReadAsync(_quiet.Token);
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _redis.Connection.ConnectionRestored -= OnConnectionRestored;
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
        }

        _quiet.Dispose();
    }

    private void OnConnectionRestored(object? sender, ConnectionFailedEventArgs e)
    {
        Volatile.Write(ref _reconnected, 1);
        _messages.Writer.TryWrite([]); // wakes the reader; an empty message has no events
    }
}
