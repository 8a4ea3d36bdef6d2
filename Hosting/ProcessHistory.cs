using System.Diagnostics;

namespace AspireStreaming.Hosting;

/// <summary>The states of one process of a resource: distinguishes a crash from a stop, and gives the delay before the next start.</summary>
internal sealed class ProcessHistory
{
    /// <summary>A process that ran this long did not crash at its start: the crashes in a row count from one again.</summary>
    private static readonly TimeSpan StableAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private string? _state;
    private long _started;
    private int _crashes;

    /// <summary>Takes the next state of the process.</summary>
    /// <returns>The delay before a restart when the state says that the process crashed; else null.</returns>
    public TimeSpan? Take(string? state)
    {
        (string? before, _state) = (_state, state);
        if (state == before)
        {
            return null;
        }

        if (state == KnownResourceStates.Running)
        {
            _started = Stopwatch.GetTimestamp();
            return null;
        }

        // A stop on command goes through Stopping; a crash comes straight from Running.
        bool ended = state == KnownResourceStates.Finished || state == KnownResourceStates.Exited || state == KnownResourceStates.FailedToStart;
        if (!ended || before == KnownResourceStates.Stopping)
        {
            return null;
        }

        _crashes = Stopwatch.GetElapsedTime(_started) >= StableAfter ? 1 : _crashes + 1;
        return Delay(_crashes);
    }

    /// <summary>Doubles with each crash in a row, with 25 % jitter, so that replicas don't restart at the same time.</summary>
    private static TimeSpan Delay(int crashes)
    {
        var doubled = FirstDelay * Math.Pow(2, Math.Clamp(crashes - 1, 0, 10));
        return (doubled < LongestDelay ? doubled : LongestDelay) * (0.75 + (Random.Shared.NextDouble() / 2));
    }
}
