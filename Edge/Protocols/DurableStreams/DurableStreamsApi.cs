using AspireStreaming.Edge.Auth;

namespace AspireStreaming.Edge.Protocols.DurableStreams;

/// <summary>The reading part of Durable Streams, as <c>stream</c> of @durable-streams/client calls it.</summary>
public static class DurableStreamsApi
{
    /// <summary>Maps the endpoint <c>/streams/{id}</c>. Needs <c>AddJobApi</c>.</summary>
    public static void MapDurableStreams(this IEndpointRouteBuilder app) =>
        app.MapGet("/streams/{id}", app.ServiceProvider.GetRequiredService<DurableStreamsEndpoint>().GetAsync)
            .WithTags("Durable Streams")
            .RequireAuthorization(Scopes.Read)
            .WithSummary("The log of a job as a stream of JSON messages: what is there after an offset (offset=-1, now, or a Stream-Next-Offset), and live (live=long-poll or sse).")
            .Produces(StatusCodes.Status200OK, contentType: "application/json", additionalContentTypes: "text/event-stream")
            .Produces(StatusCodes.Status204NoContent)
            .Produces(StatusCodes.Status304NotModified)
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status410Gone);
}
