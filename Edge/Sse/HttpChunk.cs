using System.Buffers.Text;
using System.Diagnostics;
using System.Numerics;

namespace AspireStreaming.Edge.Sse;

/// <summary>A part of a body in the chunked coding of HTTP/1.1: its length in hex, line break, bytes, line break (RFC 9112, 7.1).</summary>
internal static class HttpChunk
{
    /// <summary>The longest head: what comes before the bytes.</summary>
    public const int MostHead = 8 + 2;

    /// <summary>Ends a body.</summary>
    public static ReadOnlyMemory<byte> Last { get; } = "0\r\n\r\n"u8.ToArray();

    /// <summary>The length of a chunk with so many bytes; 0 for none, because an empty chunk would end the body.</summary>
    public static int Length(int bytes) => bytes == 0 ? 0 : Digits(bytes) + 2 + bytes + 2;

    /// <returns>How many bytes were written: <see cref="Length"/>.</returns>
    public static int Write(Span<byte> output, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return 0;
        }

        int head = WriteHead(output, bytes.Length);
        bytes.CopyTo(output[head..]);
        "\r\n"u8.CopyTo(output[(head + bytes.Length)..]);
        return head + bytes.Length + 2;
    }

    /// <returns>How many bytes were written: up to <see cref="MostHead"/>.</returns>
    public static int WriteHead(Span<byte> output, int bytes)
    {
        int digits = Digits(bytes);
        Utf8Formatter.TryFormat(bytes, output, out _, new('x', (byte)digits));
        "\r\n"u8.CopyTo(output[digits..]);
        return digits + 2;
    }

    /// <summary>The bytes of the first chunk. The chunk is removed from the given ones.</summary>
    public static ReadOnlySpan<byte> Read(scoped ref ReadOnlySpan<byte> chunks)
    {
        bool well = Utf8Parser.TryParse(chunks, out int length, out int digits, 'x');
        Debug.Assert(well, "What is not a chunk was written as one.");
        var bytes = chunks.Slice(digits + 2, length);
        chunks = chunks[(digits + 2 + length + 2)..];
        return bytes;
    }

    private static int Digits(int number) => (BitOperations.Log2((uint)number) / 4) + 1;
}
