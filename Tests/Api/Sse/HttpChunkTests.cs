using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using AspireStreaming.Edge.Sse;

namespace AspireStreaming.Tests.Api.Sse;

public class HttpChunkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(1_048_576)]
    public void BytesOfAnyLengthAreReadAsTheyWereWritten(int length)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        var output = new byte[2 * HttpChunk.Length(length)];
        int first = HttpChunk.Write(output, bytes);
        int second = HttpChunk.Write(output.AsSpan(first), bytes);

        Assert.Equal(output.Length, first + second);
        Assert.Equal([.. Encoding.ASCII.GetBytes($"{length:x}\r\n"), .. bytes, .. "\r\n"u8], output[..first]);
        ReadOnlySpan<byte> chunks = output;
        Assert.Equal(bytes, HttpChunk.Read(ref chunks).ToArray());
        Assert.Equal(bytes, HttpChunk.Read(ref chunks).ToArray());
        Assert.True(chunks.IsEmpty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(65_536)]
    public void PiecesCollectedOneByOneAreOneChunk(int length)
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(length);
        var writer = new ChunkWriter();
        for (int round = 0; round < 2; round++)
        {
            foreach (byte[] piece in bytes.Chunk(7))
            {
                writer.Write(piece);
            }

            Assert.Equal(length, writer.Length);
            Assert.Equal([.. Encoding.ASCII.GetBytes($"{length:x}\r\n"), .. bytes, .. "\r\n"u8], writer.End().ToArray());
            writer.Clear();
        }
    }

    [Fact]
    public void NoBytesGiveNoChunkBecauseAnEmptyChunkEndsTheBody()
    {
        Assert.Equal(0, HttpChunk.Length(0));
        Assert.Equal(0, HttpChunk.Write([], []));
        Assert.True(new ChunkWriter().End().IsEmpty);
    }
}
