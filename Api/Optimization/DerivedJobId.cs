using System.Security.Cryptography;
using System.Text;

namespace AspireStreaming.Api.Optimization;

/// <summary>
/// The id of the one job that does a piece of work on stored documents. A reload, a reconnect or a second tab gets the same run.
/// A client can't guess the id without the documents' ids.
/// </summary>
internal static class DerivedJobId
{
    /// <param name="fresh">Another value gives another run.</param>
    public static Guid Of(string pipeline, Guid document, Guid? posting, string? fresh)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{pipeline}\n{document:D}\n{posting:D}\n{fresh}"));
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80); // version 8: an application-defined UUID
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
