using System.Text;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AspireStreaming.Bench;

/// <summary>
/// Takes an event by POST as the other systems do, by Kestrel alone: in an embedded system the Worker is in the process, and the request
/// handling of an Api is not part of writing an event.
/// </summary>
internal sealed class PublishServer(IReadOnlyDictionary<Guid, JobWriter> writers) : IHttpApplication<IFeatureCollection>
{
    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        if (!Guid.TryParse(request.Path.AsSpan(1), out var id) || !writers.TryGetValue(id, out var writer))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var body = context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader;
        var read = await body.ReadAtLeastAsync((int)request.Headers.ContentLength!.Value);
        string text = Encoding.ASCII.GetString(read.Buffer);
        body.AdvanceTo(read.Buffer.End);
        await writer.CommitAsync("", [new TokenEvent("t", text, 0)], null, null, CancellationToken.None);
        response.StatusCode = StatusCodes.Status202Accepted;
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Kestrel's own.
    }
}
