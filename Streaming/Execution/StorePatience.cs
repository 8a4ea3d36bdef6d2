namespace AspireStreaming.Streaming.Execution;

/// <summary>Repeats a call while the store is away: an outage must not fail the job.</summary>
internal static class StorePatience
{
    /// <param name="tries">The most calls to make. 1 or more.</param>
    /// <exception cref="StoreUnavailableException">The store was away at the last try.</exception>
    public static async Task<T> AskAsync<T>(
        Func<CancellationToken, Task<T>> call, TimeProvider time, CancellationToken cancellationToken, int tries = int.MaxValue)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                return await call(cancellationToken);
            }
            catch (StoreUnavailableException) when (failures + 1 < tries)
            {
                await Task.Delay(Backoff.Delay(failures, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1)), time, cancellationToken);
            }
        }
    }
}
