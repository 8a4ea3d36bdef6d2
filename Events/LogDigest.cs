using System.Security.Cryptography;

namespace AspireStreaming.Streaming.Events;

/// <summary>
/// The hash chain over a log, by which a watcher proves that it saw every byte of it:
/// <c>d(0)</c> is empty, <c>d(n) = SHA256(d(n-1) ‖ payload(n))</c> over the payload's UTF-8 bytes; <c>done</c> carries the one
/// before it in lower-case hex.
/// </summary>
public static class LogDigest
{
    /// <param name="previous">Empty before the first event, else 32 bytes.</param>
    public static byte[] Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(payload);
        return hash.GetHashAndReset();
    }

    public static string Hex(ReadOnlySpan<byte> digest) => Convert.ToHexStringLower(digest);
}
