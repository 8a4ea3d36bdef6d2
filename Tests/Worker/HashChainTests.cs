using AspireStreaming.Worker.Pipelines.Diagnostics;

namespace AspireStreaming.Tests.Worker;

public sealed class HashChainTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(30)]
    public async Task TheShareOfACoreDoesNotChangeTheResult(int share)
    {
        // 12,000 rounds: SHA-256 of "item-0", then of its own digest.
        byte[] digest = System.Security.Cryptography.SHA256.HashData("item-0"u8);
        for (int i = 1; i < 12_000; i++)
        {
            digest = System.Security.Cryptography.SHA256.HashData(digest);
        }

        Assert.Equal(digest, await HashChain.RunAsync("item-0"u8.ToArray(), 12_000, share, null, CancellationToken.None));
    }
}
