using System.Security.Cryptography;

namespace AspireStreaming.Worker.Pipelines.Diagnostics;

/// <summary>Work that can't be shortened and with a result that any client can check: <c>d(n) = SHA256(d(n-1))</c>.</summary>
public static class HashChain
{
    /// <summary>So many rounds take a few milliseconds: as long as a cancel has to wait.</summary>
    private const long RoundsPerTurn = 5_000;

    /// <param name="seed">Hashed once to begin with.</param>
    /// <param name="rounds">1 or more.</param>
    /// <param name="turn">Called every few milliseconds with the rounds done and the digest so far.</param>
    public static async Task<byte[]> RunAsync(
        byte[] seed, long rounds, Func<long, ReadOnlyMemory<byte>, ValueTask>? turn, CancellationToken cancellation)
    {
        byte[] digest = SHA256.HashData(seed);
        for (long done = 1; done < rounds;)
        {
            cancellation.ThrowIfCancellationRequested();
            for (long end = Math.Min(rounds, done + RoundsPerTurn); done < end; done++)
            {
                SHA256.HashData(digest, digest);
            }

            if (turn is not null)
            {
                await turn(done, digest);
            }
        }

        return digest;
    }
}
