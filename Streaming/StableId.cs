using System.Security.Cryptography;
using System.Text;

namespace AspireStreaming.Streaming;

/// <summary>Ids that are the same on every node and in every attempt, so that the results of repeated work are recognised.</summary>
public static class StableId
{
    /// <summary>Makes a UUID from a name: version 8, which RFC 9562 reserves for custom schemes.</summary>
    /// <param name="space">The kind of the names: the same name in another space gives another id.</param>
    public static Guid Of(string space, string name)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{space}\n{name}"), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
