using System.Diagnostics;

namespace AspireStreaming.Bench.Processes;

/// <summary>Waits for servers that change their roles.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="what">Names the condition in the error.</param>
    /// <param name="holds">An <see cref="IOException"/> means: not yet. A server restarts, refuses for now, or has another role and closes its connections.</param>
    /// <exception cref="TimeoutException">It does not hold within a minute.</exception>
    public static async Task HoldsAsync(string what, Func<Task<bool>> holds)
    {
        IOException? last = null;
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50))
        {
            try
            {
                if (await holds())
                {
                    return;
                }
            }
            catch (IOException e)
            {
                last = e;
            }
        }

        throw new TimeoutException($"It does not come so far that {what}.", last);
    }
}
