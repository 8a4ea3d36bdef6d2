using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// Stands between a connection and the server's HTTP until a stream takes the connection over. HTTP is then told that the client
/// has left. HTTP ends, its output is dropped and its memory is freed: twice what a waiting stream needs. HTTP starts again after the
/// stream.
/// </summary>
internal sealed class DetachableTransport : IDuplexPipe, IConnectionHeartbeatFeature
{
    private readonly IDuplexPipe _inner;
    private readonly IConnectionHeartbeatFeature? _heartbeat;
    private (Action<object> Act, object State)[] _beats = []; // replaced, never changed: the server's heartbeat has its own thread
    private bool _beating;
    private Func<ConnectionContext, Task<bool>>? _taker;
    private IDisposable? _held; // what the taker frees, once it runs

    private DetachableTransport(IDuplexPipe inner, IConnectionHeartbeatFeature? heartbeat) =>
        (_inner, _heartbeat, Input, Output) = (inner, heartbeat, new Reader(this, inner.Input), new Writer(this, inner.Output));

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    private bool Detached => _taker is not null;

    /// <returns>Null when something stands between the response and the socket (TLS, another protocol, a middleware that changes the body), or when the request is not read to its end.</returns>
    public static DetachableTransport? Of(HttpContext http)
    {
        var features = http.Features;
        return HttpProtocol.IsHttp11(http.Request.Protocol)
            && features.Get<ITlsHandshakeFeature>() is null
            && features.Get<IConnectionSocketFeature>() is not null
            && ReferenceEquals(features.Get<IHttpResponseBodyFeature>(), features.Get<IHttpResponseFeature>()) // the server's own
            && IsRead(http)
            ? features.Get<IConnectionHeartbeatFeature>() as DetachableTransport
            : null;
    }

    /// <summary>Serves HTTP and the takers of the connection, in turns, until the connection ends.</summary>
    public static async Task ServeAsync(ConnectionDelegate http, ConnectionContext connection)
    {
        var transport = new DetachableTransport(connection.Transport, connection.Features.Get<IConnectionHeartbeatFeature>());
        connection.Transport = transport;
        connection.Features.Set<IConnectionHeartbeatFeature>(transport);
        do
        {
            try
            {
                await http(connection);
            }
            catch
            {
                transport._held?.Dispose();
                throw;
            }
        }
        while (transport.EndHttp() is { } taker && await taker(connection));
    }

    /// <summary>
    /// Takes the connection over after HTTP has finished the response. Call it when the headers have been sent: what HTTP writes after that
    /// is not sent.
    /// </summary>
    /// <param name="taker">Serves the rest of the response, to its end. Returns whether there may be another request.</param>
    /// <param name="held">Freed by the taker, or at the end of a connection that breaks before the taker is called.</param>
    public void Detach(Func<ConnectionContext, Task<bool>> taker, IDisposable? held) => (_taker, _held) = (taker, held);

    public void OnHeartbeat(Action<object> action, object state)
    {
        _beats = [.. _beats, (action, state)];
        if (!_beating)
        {
            _beating = true;
            _heartbeat?.OnHeartbeat(static transport => ((DetachableTransport)transport).Beat(), this);
        }
    }

    /// <summary>HTTP would read the rest of an unread request after its response.</summary>
    private static bool IsRead(HttpContext http)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: true })
        {
            return true;
        }

        var body = http.Request.BodyReader;
        if (!body.TryRead(out var read))
        {
            return false;
        }

        bool all = read is { IsCompleted: true, Buffer.IsEmpty: true };
        body.AdvanceTo(read.Buffer.Start);
        return all;
    }

    /// <returns>The next server of the connection; null at its end.</returns>
    private Func<ConnectionContext, Task<bool>>? EndHttp()
    {
        _beats = []; // otherwise the server's heartbeat would keep HTTP's objects as long as the connection
        var taker = _taker;
        (_taker, _held) = (null, null);
        return taker;
    }

    private void Beat()
    {
        foreach (var (act, state) in _beats)
        {
            act(state);
        }
    }

    private sealed class Reader(DetachableTransport transport, PipeReader inner) : PipeReader
    {
        private static readonly ReadResult Left = new(default, isCanceled: false, isCompleted: true);

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            transport.Detached ? ValueTask.FromResult(Left) : inner.ReadAsync(cancellationToken);

        public override bool TryRead(out ReadResult result)
        {
            result = Left;
            return transport.Detached || inner.TryRead(out result);
        }

        public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
            if (!transport.Detached)
            {
                inner.AdvanceTo(consumed, examined);
            }
        }

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null)
        {
            if (!transport.Detached)
            {
                inner.Complete(exception);
            }
        }
    }

    private sealed class Writer(DetachableTransport transport, PipeWriter inner) : PipeWriter
    {
        private static readonly byte[] Void = new byte[4096];

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override void Advance(int bytes)
        {
            if (!transport.Detached)
            {
                inner.Advance(bytes);
            }
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) =>
            !transport.Detached ? inner.GetMemory(sizeHint) : sizeHint <= Void.Length ? Void : new byte[sizeHint];

        public override Span<byte> GetSpan(int sizeHint = 0) => transport.Detached ? GetMemory(sizeHint).Span : inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
            transport.Detached ? default : inner.FlushAsync(cancellationToken);

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            transport.Detached ? default : inner.WriteAsync(source, cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            if (!transport.Detached)
            {
                inner.Complete(exception);
            }
        }
    }
}
