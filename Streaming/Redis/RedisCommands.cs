using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace AspireStreaming.Streaming.Redis;

/// <summary>
/// The one place where Redis is called: every call is bounded in time, and whatever says "not now" becomes a
/// <see cref="StoreUnavailableException"/>. StackExchange.Redis 1.2.6 has no time-out for async calls of its own, and newer
/// ones hold calls back while the server is away; bounded here, both behave alike.
/// </summary>
internal sealed class RedisCommands(RedisLink link, RedisSubscriber subscriber, IOptions<StreamingOptions> options)
{
    /// <summary>Error replies that pass: starting up, out of memory, failed over, too few replicas, another script runs too long. With the blank that ends the code: BUSYGROUP is not BUSY.</summary>
    private static readonly string[] Passing =
        ["LOADING ", "OOM ", "READONLY ", "MASTERDOWN ", "NOREPLICAS ", "BUSY ", "MISCONF ", "CLUSTERDOWN ", "TRYAGAIN ", "UNBLOCKED "];

    private long _tags = Random.Shared.NextInt64(1L << 40);

    private readonly TimeSpan _timeout = options.Value.StoreTimeout;

    public Task<RedisResult> ExecuteAsync(string command, object[] arguments, CancellationToken cancellationToken) =>
        BoundedAsync(() => link.Connection.GetDatabase().ExecuteAsync(command, arguments), cancellationToken);

    /// <summary>
    /// Runs a script, and makes sure that the reply is its own. StackExchange.Redis 1.2.6 knows replies by their order alone, and
    /// has been seen out of step after a reconnect: every call is then answered with what another one asked.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Redis can't be reached, or the reply was another call's; the connection is thrown away then.</exception>
    public async Task<RedisResult> ScriptAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken)
    {
        string tag = Interlocked.Increment(ref _tags).ToString(CultureInfo.InvariantCulture);
        RedisValue[] tagged = [.. values, tag];
        RedisResult reply;
        try
        {
            reply = await BoundedAsync(() => link.Connection.GetDatabase().ScriptEvaluateAsync(script.Hash, keys, tagged), cancellationToken);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // The first time, or the server was restarted or its scripts were flushed.
            reply = await BoundedAsync(() => link.Connection.GetDatabase().ScriptEvaluateAsync(script.Text, keys, tagged), cancellationToken);
        }

        if (TryUntag(reply, tag, out var own))
        {
            return own;
        }

        await BoundedAsync(() => link.Connection.GetDatabase().ExecuteAsync("QUIT"), cancellationToken);
        throw new StoreUnavailableException("Redis answered another call: the connection was out of step and is made anew.");
    }

    private static bool TryUntag(RedisResult reply, string tag, out RedisResult own)
    {
        own = reply;
        try
        {
            if (reply.Items() is not [var first, var second] || first.Text() != tag)
            {
                return false;
            }

            own = second;
            return true;
        }
        catch (Exception e) when (e is InvalidCastException or FormatException)
        {
            return false; // not even an array
        }
    }

    public Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken) =>
        BoundedAsync(() => call(link.Connection.GetDatabase()), cancellationToken);

    public Task PublishAsync(string channel, CancellationToken cancellationToken) =>
        BoundedAsync(() => link.Connection.GetSubscriber().PublishAsync(new RedisChannel(channel, RedisChannel.PatternMode.Literal), ""), cancellationToken);

    /// <summary>Subscribes until the returned object is disposed.</summary>
    /// <param name="received">Called by the thread that hears for all of this process: must not block it.</param>
    /// <param name="wake">Signaled once for all messages that have come together; who waits for it goes on in that thread.</param>
    public async Task<IAsyncDisposable> SubscribeAsync(string channel, Action<byte[]> received, Wakeup? wake, CancellationToken cancellationToken)
    {
        try
        {
            return await subscriber.SubscribeAsync(channel, received, wake, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new StoreUnavailableException("Nothing can be heard from Redis.", e);
        }
    }

    /// <summary>What an error means that a script caught and handed on.</summary>
    public static Exception Failure(string error) => Passes(error)
        ? new StoreUnavailableException($"Redis takes no commands now: {error}")
        : new InvalidOperationException($"Redis refuses a command: {error}");

    private static bool Passes(string error) => Array.Exists(Passing, p => error.Contains(p, StringComparison.Ordinal));

    private async Task<T> BoundedAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await call().WaitAsync(_timeout, cancellationToken);
            link.Reached();
            // The client completes replies in order on one thread: whoever waited must not go on with its own work there.
            await Task.Yield();
            return reply;
        }
        catch (Exception e) when (e is RedisConnectionException or TimeoutException or ObjectDisposedException)
        {
            link.Missed();
            throw new StoreUnavailableException("Redis can't be reached.", e);
        }
        catch (RedisServerException e) when (Passes(e.Message))
        {
            throw new StoreUnavailableException($"Redis takes no commands now: {e.Message}", e);
        }
    }
}
