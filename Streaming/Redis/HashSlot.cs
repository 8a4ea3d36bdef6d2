using System.Text;

namespace AspireStreaming.Streaming.Redis;

/// <summary>The slot of a key or channel in a cluster. The client library tells it only when it takes all its servers for a cluster.</summary>
internal static class HashSlot
{
    public const int Count = 16384;

    /// <param name="key">Only the part between its first braces counts, unless it has none or that part is empty.</param>
    public static int Of(string key)
    {
        int open = key.IndexOf('{', StringComparison.Ordinal);
        int close = open < 0 ? -1 : key.IndexOf('}', open);
        return Crc16(Encoding.UTF8.GetBytes(close > open + 1 ? key[(open + 1)..close] : key)) % Count;
    }

    /// <summary>CRC-16/XMODEM.</summary>
    private static int Crc16(byte[] bytes)
    {
        int crc = 0;
        foreach (byte b in bytes)
        {
            crc ^= b << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = ((crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021) & 0xffff;
            }
        }

        return crc;
    }
}
