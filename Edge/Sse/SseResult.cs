using Microsoft.AspNetCore.Connections;

namespace AspireStreaming.Api.Sse;

/// <summary>
/// An open stream as the result of an endpoint: whatever found what is to be served is done with while it is served. Where the client's
/// protocol allows, the request is over too as soon as its headers are sent, and what is left is the socket.
/// </summary>
internal abstract class SseResult(JobStreamHub hub, ApiOptions options, TimeProvider time) : IResult
{
    private bool _last;

    protected JobStreamHub Hub => hub;

    protected ApiOptions Options => options;

    protected TimeProvider Time => time;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var transport = DetachableTransport.Of(httpContext);
        var body = await SseResponse.OpenAsync(httpContext, options);
        if (transport is not null)
        {
            _last = httpContext.Response.Headers.Connection == "close"; // the server says so, because the client did
            transport.Detach(ServeAsync);
            return;
        }

        using var output = new PipeOutput(body, httpContext, hub, options, time);
        await ServeAsync(output);
    }

    /// <summary>Returns when all is served, or either side is leaving.</summary>
    protected abstract Task ServeAsync(SseOutput output);

    private async Task<bool> ServeAsync(ConnectionContext connection)
    {
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
