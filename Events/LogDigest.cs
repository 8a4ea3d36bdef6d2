using System.Buffers;
using System.Security.Cryptography;

namespace AspireStreaming.Streaming.Events;

/// <summary>
/// The hash chain over a log. A watcher verifies with it that it saw every byte:
/// <c>d(0)</c> is empty, <c>d(n) = SHA256(d(n-1) ‖ payload(n))</c> over the payload's UTF-8 bytes; <c>done</c> carries the
/// digest before it in lower-case hex.
/// </summary>
public static class LogDigest
{
    /// <param name="previous">Empty before the first event, else 32 bytes.</param>
    public static byte[] Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> payload)
    {
        byte[] both = ArrayPool<byte>.Shared.Rent(previous.Length + payload.Length);
        previous.CopyTo(both);
        payload.CopyTo(both.AsSpan(previous.Length));
        byte[] digest = SHA256.HashData(both.AsSpan(0, previous.Length + payload.Length));
        ArrayPool<byte>.Shared.Return(both);
        return digest;
    }

    public static string Hex(ReadOnlySpan<byte> digest) => Convert.ToHexStringLower(digest);
}
