using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// The socket itself, for HTTP/1.1 without TLS: shared frames are sent from their own memory, without a copy for each watcher and without
/// the server's pipe, which costs as much as the system call. The server has sent the headers already.
/// </summary>
internal sealed class SocketOutput : SseOutput
{
    private readonly ConnectionContext _connection;
    private readonly Socket _socket;
    private readonly ChunkWriter _frames = new();
    private bool _cut;

    public SocketOutput(ConnectionContext connection, JobStreamHub hub, ApiOptions options, TimeProvider time)
        : base(hub, options, time, connection.ConnectionClosed)
    {
        (_connection, _socket) = (connection, connection.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket);
        try
        {
            _socket.Blocking = false; // as the server's own calls expect it
        }
        catch (ObjectDisposedException)
        {
            // The client has left.
        }
    }

    public override IBufferWriter<byte> Frames => _frames;

    protected override long Unsent => _frames.Length;

    public override ValueTask<bool> SendAsync(FrameRun frames) => SendChunksAsync(frames.Chunks);

    public override async ValueTask<bool> FlushAsync()
    {
        bool open = await SendChunksAsync(_frames.End());
        _frames.Clear();
        return open;
    }

    /// <summary>Ends the body, unless it is cut.</summary>
    /// <returns>As <see cref="FlushAsync"/>.</returns>
    public async ValueTask<bool> EndAsync() => !_cut && await SendChunksAsync(HttpChunk.Last); // nothing may follow a cut chunk

    public override void CutOff()
    {
        _cut = true;
        _connection.Abort(new ConnectionAbortedException("The stream was cut off."));
    }

    /// <summary>What was sent still arrives: the connection is closed, not reset.</summary>
    public override void LeaveUnfinished() => _cut = true;

    public override void Dispose()
    {
        base.Dispose();
        _frames.Clear();
    }

    private ValueTask<bool> SendChunksAsync(ReadOnlyMemory<byte> chunks)
    {
        try
        {
            int sent = _socket.Send(chunks.Span, SocketFlags.None, out var error);
            if (error == SocketError.Success ? sent < chunks.Length : error == SocketError.WouldBlock)
            {
                Watcher.BytesSent += sent;
                return SendRestAsync(chunks[sent..]);
            }

            Sent(sent);
            return ValueTask.FromResult(error == SocketError.Success);
        }
        catch (ObjectDisposedException)
        {
            return ValueTask.FromResult(false);
        }
    }

    /// <summary>For clients that read slowly.</summary>
    private async ValueTask<bool> SendRestAsync(ReadOnlyMemory<byte> chunks)
    {
        long bytes = chunks.Length;
        await using var stalling = Stalling();
        try
        {
            while (chunks.Length > 0)
            {
                chunks = chunks[await _socket.SendAsync(chunks)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            CutOff();
            return false;
        }

        Sent(bytes);
        return true;
    }
}
