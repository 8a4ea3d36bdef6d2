using AspireStreaming.Edge.Limits;
using Microsoft.AspNetCore.Connections;

namespace AspireStreaming.Edge.Sse;

/// <summary>
/// An open stream as the result of an endpoint: the objects of the lookup are free while the stream is served. Where the
/// protocol allows, the request also ends once its headers are sent, and only the socket is left.
/// </summary>
internal abstract class SseResult(JobStreamHub hub, ApiOptions options, TimeProvider time) : IResult
{
    private bool _last;
    private IDisposable? _slot;

    protected JobStreamHub Hub => hub;

    protected ApiOptions Options => options;

    protected TimeProvider Time => time;

    /// <summary>Whether it counts as one of its caller's streams, and of the node's.</summary>
    protected virtual bool IsCounted => true;

    /// <summary>Whether a response that ends before everything is served is cut instead of ended.</summary>
    protected virtual bool CutsOff => false;

    protected StreamOrigin Origin { get; private set; } = null!;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (IsCounted && (_slot = Hub.Slots.Take(httpContext)) is null)
        {
            await SseResponse.ComeBackAsync(httpContext, options, StreamSlots.Pause, CutsOff);
            return;
        }

        bool detached = false;
        try
        {
            Origin = StreamOrigin.Of(httpContext);
            var transport = DetachableTransport.Of(httpContext);
            var body = await SseResponse.OpenAsync(httpContext, options);
            if (transport is not null)
            {
                _last = httpContext.Response.Headers.Connection == "close"; // asked for by the client
                transport.Detach(ServeAsync);
                detached = true;
                return;
            }

            using var output = new PipeOutput(body, httpContext, hub, options, time);
            await ServeAsync(output);
        }
        finally
        {
            if (!detached)
            {
                _slot?.Dispose();
            }
        }
    }

    /// <summary>Returns when all is served, or either side is leaving.</summary>
    protected abstract Task ServeAsync(SseOutput output);

    /// <summary>Writes what is due of the rights to the streams of this connection.</summary>
    /// <returns>The streams whose right has ended.</returns>
    protected List<OpenStream> LookAtAccess(SseOutput output, IEnumerable<OpenStream> streams)
    {
        var ended = new List<OpenStream>();
        var (due, ends) = (long.MaxValue, long.MaxValue);
        output.Watcher.BeginAccess();
        foreach (var stream in streams)
        {
            if (stream.Access is not { } access)
            {
                continue;
            }

            if (access.Due <= Time.GetTimestamp() && !access.Write(output.Frames))
            {
                ended.Add(stream);
                continue;
            }

            (due, ends) = (Math.Min(due, access.Due), Math.Min(ends, access.Ends));
        }

        output.Watcher.AwaitAccess(due, ends);
        return ended;
    }

    private async Task<bool> ServeAsync(ConnectionContext connection)
    {
        using var slot = _slot;
        using var output = new SocketOutput(connection, hub, options, time);
        try
        {
            await ServeAsync(output);
            return await output.EndAsync() && !_last;
        }
        catch (OperationCanceledException) when (output.Aborted.IsCancellationRequested)
        {
            return false; // the client has left
        }
    }
}
