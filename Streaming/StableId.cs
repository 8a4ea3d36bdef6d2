using System.Security.Cryptography;
using System.Text;

namespace AspireStreaming.Streaming;

/// <summary>Ids that are the same whoever makes them, however often: what a repeated piece of work makes again is recognised by them.</summary>
public static class StableId
{
    /// <summary>A UUID (version 8, as RFC 9562 has it for own schemes) from a name.</summary>
    /// <param name="space">What the names are names of, so that the same name means another thing elsewhere.</param>
    public static Guid Of(string space, string name)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{space}\n{name}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
