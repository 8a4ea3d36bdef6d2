using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace AspireStreaming.Bench.Chaos;

/// <summary>A job's work and its expected result, computed here by the plain definition: <c>d(n) = SHA256(d(n-1))</c>.</summary>
internal sealed record WorkProfile(int Items, int Rounds, int SealRounds)
{
    private static readonly WorkProfile[] Small = [new(3, 5_000, 20_000), new(6, 20_000, 40_000), new(10, 10_000, 100_000)];
    private static readonly WorkProfile[] Large = [new(24, 100_000, 200_000), new(40, 50_000, 400_000)];
    private static readonly ConcurrentDictionary<WorkProfile, Lazy<IReadOnlyDictionary<string, string>>> Known = new();

    public object Request => new { items = Items, rounds = Rounds, parallel = 2, seal_rounds = SealRounds };

    /// <summary>Result key to digest: <c>item-0</c> … and <c>seal</c>.</summary>
    public IReadOnlyDictionary<string, string> Digests => Known.GetOrAdd(this, work => new(work.Compute)).Value;

    public static WorkProfile Pick(Random random)
    {
        var from = random.NextDouble() < 0.25 ? Large : Small;
        return from[random.Next(from.Length)];
    }

    private Dictionary<string, string> Compute()
    {
        var digests = new Dictionary<string, string>();
        var all = new List<byte>();
        for (int i = 0; i < Items; i++)
        {
            byte[] item = Hash(Encoding.ASCII.GetBytes($"item-{i}"), Rounds);
            digests[$"item-{i}"] = Convert.ToHexStringLower(item);
            all.AddRange(item);
        }

        digests["seal"] = Convert.ToHexStringLower(Hash([.. all], SealRounds));
        return digests;
    }

    private static byte[] Hash(byte[] seed, int rounds)
    {
        byte[] digest = SHA256.HashData(seed);
        for (int done = 1; done < rounds; done++)
        {
            SHA256.HashData(digest, digest);
        }

        return digest;
    }
}
