using System.Buffers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace AspireStreaming.Api.Sse;

/// <summary>
/// The socket itself, for HTTP/1.1 without TLS: shared frames are sent from where they lie, without a copy for each watcher and without the
/// server's pipe between, which costs as much as the system call. The server has sent the headers before, and ends the body after.
/// </summary>
internal sealed class SocketOutput : SseOutput
{
    private readonly Socket _socket;
    private readonly ChunkWriter _frames = new();

    public SocketOutput(Socket socket, HttpContext http, JobStreamHub hub, ApiOptions options, TimeProvider time)
        : base(http, hub, options, time)
    {
        _socket = socket;
        try
        {
            socket.Blocking = false; // as the server's own calls have it
        }
        catch (ObjectDisposedException)
        {
            // It has left already.
        }
    }

    public override IBufferWriter<byte> Frames => _frames;

    protected override long Unsent => _frames.Length;

    /// <returns>Null when something stands between the response and the socket: TLS, another protocol, a middleware that changes the body.</returns>
    public static Socket? SocketOf(HttpContext http)
    {
        var features = http.Features;
        return HttpProtocol.IsHttp11(http.Request.Protocol)
            && features.Get<ITlsHandshakeFeature>() is null
            && ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), features.Get<IHttpResponseFeature>()) // the server's own
            ? features.Get<IConnectionSocketFeature>()?.Socket
            : null;
    }

    public override ValueTask<bool> SendAsync(FrameRun frames) => SendChunksAsync(frames.Chunks);

    public override async ValueTask<bool> FlushAsync()
    {
        bool open = await SendChunksAsync(_frames.End());
        _frames.Clear();
        return open;
    }

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
                return SendRestAsync(chunks[sent..]);
            }

            Touch();
            return ValueTask.FromResult(error == SocketError.Success);
        }
        catch (ObjectDisposedException)
        {
            return ValueTask.FromResult(false);
        }
    }

    /// <summary>For clients that are slower than what they are sent.</summary>
    private async ValueTask<bool> SendRestAsync(ReadOnlyMemory<byte> chunks)
    {
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
            CutOff(); // a chunk that is cut must not be followed by anything
            return false;
        }

        Touch();
        return true;
    }
}
