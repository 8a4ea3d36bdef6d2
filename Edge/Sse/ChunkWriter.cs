using System.Buffers;

namespace AspireStreaming.Edge.Sse;

/// <summary>Collects bytes for one chunk. Holds memory only from the first byte to <see cref="Clear"/>: most connections are idle most of the time.</summary>
internal sealed class ChunkWriter : IBufferWriter<byte>
{
    private const int Least = 512;

    private byte[] _buffer = [];
    private int _end = HttpChunk.MostHead;

    /// <summary>Bytes so far.</summary>
    public int Length => _end - HttpChunk.MostHead;

    public void Advance(int count) => _end += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>The chunk with all bytes, valid until <see cref="Clear"/>; empty when there are no bytes.</summary>
    public ReadOnlyMemory<byte> End()
    {
        if (Length == 0)
        {
            return default;
        }

        Reserve(2);
        "\r\n"u8.CopyTo(_buffer.AsSpan(_end));
        Span<byte> head = stackalloc byte[HttpChunk.MostHead];
        int start = HttpChunk.MostHead - HttpChunk.WriteHead(head, Length);
        head[..^start].CopyTo(_buffer.AsSpan(start));
        return _buffer.AsMemory(start, _end + 2 - start);
    }

    public void Clear()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_buffer, _end) = ([], HttpChunk.MostHead);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _end >= bytes)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(_end + bytes, 2 * _buffer.Length), Least));
        _buffer.AsSpan(0, Math.Min(_end, _buffer.Length)).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
