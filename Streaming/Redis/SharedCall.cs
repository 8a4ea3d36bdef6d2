namespace AspireStreaming.Streaming.Redis;

/// <summary>A call that many share, one at a time: all who come while it runs share the next one.</summary>
internal sealed class SharedCall<T>
{
    private readonly Lock _lock = new();
    private Task<T>? _running;
    private Task<T>? _next;

    /// <param name="call">Made if none of the others' calls begins from now on.</param>
    /// <returns>The result of a call that begins now or later.</returns>
    public Task<T> RunAsync(Func<Task<T>> call)
    {
        lock (_lock)
        {
            if (_next is not null)
            {
                return _next; // also when the one before it has just ended
            }

            return _running is { IsCompleted: false } running ? _next = FollowAsync(running, call) : _running = call();
        }
    }

    private async Task<T> FollowAsync(Task before, Func<Task<T>> call)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (_lock)
        {
            (_running, _next) = (_next, null);
        }

        return await call();
    }
}
