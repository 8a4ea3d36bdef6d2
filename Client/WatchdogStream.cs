namespace AspireStreaming.Client;

/// <summary>
/// The body of an event stream. A read fails when the server is silent for too long. Only the time of a read counts, not that of a
/// slow consumer. A frame, or a large part of a long one, restarts the time; single bytes do not.
/// </summary>
internal sealed class WatchdogStream(Stream body, CancellationTokenSource silence, TimeSpan timeout, int maxFrameBytes, TimeProvider time) : Stream
{
    private const int EnoughBytes = 16 * 1024;

    private readonly TimeSpan _timeout = timeout;
    private TimeSpan _left = timeout;
    private long _frameBytes;
    private int _bytes;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>A whole frame was read.</summary>
    public void FrameRead() => (_left, _frameBytes, _bytes) = (_timeout, 0, 0);

    /// <exception cref="InvalidDataException">The frame is longer than allowed.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_frameBytes > maxFrameBytes)
        {
            throw new InvalidDataException($"a frame has more than {maxFrameBytes} bytes");
        }

        long began = time.GetTimestamp();
        silence.CancelAfter(_left > TimeSpan.Zero ? _left : TimeSpan.Zero);
        int read = await body.ReadAsync(buffer, cancellationToken);
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        _left -= time.GetElapsedTime(began);
        _frameBytes += read;
        _bytes += read;
        if (_bytes >= EnoughBytes)
        {
            (_left, _bytes) = (_timeout, 0);
        }

        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
