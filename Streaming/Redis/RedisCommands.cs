using System.Diagnostics;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// Makes all calls to Redis. Each call ends within <see cref="StreamingOptions.StoreTimeout"/>, which StackExchange.Redis alone checks
/// only once a second. A temporary error becomes a <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class RedisCommands(IConnectionMultiplexer connection, RedisTopology topology, RedisSubscriber subscriber, IOptions<StreamingOptions> options)
{
    /// <summary>
    /// Temporary error replies: starting up, out of memory, failed over, too few replicas, another script runs too long, a slot that moved again
    /// (the client library follows one redirection), a script that was lost again (the library sends it once more). The blank ends the code: BUSYGROUP is not BUSY.
    /// </summary>
    private static readonly string[] Passing =
        ["LOADING ", "OOM ", "READONLY ", "MASTERDOWN ", "NOREPLICAS ", "BUSY ", "MISCONF ", "CLUSTERDOWN ", "TRYAGAIN ", "UNBLOCKED ", "MOVED ", "NOSCRIPT "];

    private readonly TimeSpan _timeout = options.Value.StoreTimeout;

    public Task<RedisResult> ScriptAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        CallAsync(db => db.ScriptEvaluateAsync(script.Text, keys, values), script.Name, cancellationToken);

    /// <exception cref="StoreUnavailableException">Redis can't be reached, accepts no commands now, or sent the reply of another call.</exception>
    public Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken) => CallAsync(call, null, cancellationToken);

    /// <summary>The command with which a script publishes.</summary>
    public string PublishCommand => topology.Publish;

    /// <summary>Publishes a message. In a cluster it goes to the servers of the channel's slot only.</summary>
    public Task PublishAsync(string channel, byte[] message, CancellationToken cancellationToken) =>
        CallAsync(db => db.ExecuteAsync(topology.Publish, (RedisKey)channel, message), cancellationToken);

    /// <summary>Subscribes until the returned object is disposed.</summary>
    /// <param name="received">Called by the reading thread of all subscriptions of this process: must not block it.</param>
    /// <param name="wake">Signaled once for all messages that arrive together; its waiter continues in that thread.</param>
    /// <param name="missed">Called when messages may have been missed.</param>
    /// <exception cref="StoreUnavailableException">Redis did not confirm the subscription in time.</exception>
    public async Task<IAsyncDisposable> SubscribeAsync(
        string channel, Action<byte[]> received, Wakeup? wake, Action? missed, CancellationToken cancellationToken)
    {
        try
        {
            return await subscriber.SubscribeAsync(channel, received, wake, missed, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new StoreUnavailableException("Redis did not confirm the subscription.", e);
        }
    }

    /// <summary>The exception for an error reply that a script caught and returned.</summary>
    public static Exception Failure(string error)
    {
        RedisMetrics.Refused(error);
        return Passes(error)
            ? new StoreUnavailableException($"Redis takes no commands now: {error}")
            : new InvalidOperationException($"Redis refuses a command: {error}");
    }

    private async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, string? script, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            var reply = await call(connection.GetDatabase()).WaitAsync(_timeout, cancellationToken);
            RedisMetrics.Ended(began, script, null);
            return reply;
        }
        catch (Exception e) when (e is not OperationCanceledException) // its caller did not wait for the reply
        {
            RedisMetrics.Ended(began, script, e);
            switch (e)
            {
                case RedisConnectionException or TimeoutException or InvalidOperationException:
                    throw new StoreUnavailableException("Redis can't be reached.", e);
                case RedisServerException when Passes(e.Message):
                    throw new StoreUnavailableException($"Redis takes no commands now: {e.Message}", e);
                default:
                    throw;
            }
        }
    }

    private static bool Passes(string error) => Array.Exists(Passing, p => error.Contains(p, StringComparison.Ordinal));
}
