using System.Diagnostics;
using System.Security.Cryptography;

namespace AspireStreaming.Worker.Pipelines.Diagnostics;

/// <summary>Work that can't be shortened, with a result that any client can check: <c>d(n) = SHA256(d(n-1))</c>.</summary>
public static class HashChain
{
    /// <summary>These rounds take a few milliseconds. A cancel waits no longer than that.</summary>
    private const long RoundsPerTurn = 5_000;

    /// <param name="seed">The start of the chain. The first round hashes it.</param>
    /// <param name="rounds">1 or more.</param>
    /// <param name="share">The part of a core's time that the chain takes, in percent. 1 to 100.</param>
    /// <param name="turn">Called every few milliseconds with the rounds done and the digest so far.</param>
    public static async Task<byte[]> RunAsync(
        byte[] seed, long rounds, int share, Func<long, ReadOnlyMemory<byte>, ValueTask>? turn, CancellationToken cancellation)
    {
        byte[] digest = SHA256.HashData(seed);
        for (long done = 1; done < rounds;)
        {
            cancellation.ThrowIfCancellationRequested();
            long began = Stopwatch.GetTimestamp();
            for (long end = Math.Min(rounds, done + RoundsPerTurn); done < end; done++)
            {
                SHA256.HashData(digest, digest);
            }

            if (share < 100)
            {
                await Task.Delay(Stopwatch.GetElapsedTime(began) * (100 - share) / share, cancellation);
            }

            if (turn is not null)
            {
                await turn(done, digest);
            }
        }

        return digest;
    }
}
