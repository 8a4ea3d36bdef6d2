using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>OpenAI's Responses over HTTP, as the packages <c>openai</c> and <c>OpenAI</c> call it, and all that is built on them.</summary>
public static class ResponsesApi
{
    /// <summary>Maps the endpoints under <c>/v1/responses</c>. Needs <c>AddJobApi</c>.</summary>
    public static void MapOpenAiResponses(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/v1/responses").WithTags("OpenAI Responses").WithMetadata(new OpenAiErrors()).AddEndpointFilter(OpenAiErrors.FilterAsync);
        var endpoint = app.ServiceProvider.GetRequiredService<ResponsesEndpoint>();
        group.MapPost("", (Delegate)endpoint.CreateAsync)
            .RequireAuthorization(Scopes.Start)
            .WithMetadata(new StartsWork())
            .WithSummary("Runs a pipeline (model) as a response: at once (background), as a stream (stream), or when it has ended.")
            .WithDescription("job_input, and the metadata that the pipeline's input has members for, are its input; the last user message of input is its main text.")
            .Accepts<object>("application/json")
            .Produces<object>(StatusCodes.Status200OK, "application/json", "text/event-stream")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{response_id}", endpoint.GetAsync)
            .RequireAuthorization(Scopes.Read)
            .WithSummary("A response as it is now; with stream=true its events from the start, or those after starting_after.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);
        var control = group.MapGroup("/{response_id}").RequireAuthorization(Scopes.Control);
        control.MapPost("/cancel", endpoint.CancelAsync).WithSummary("Asks a response to end.").ProducesProblem(StatusCodes.Status404NotFound);
        control.MapDelete("", endpoint.DeleteAsync).WithSummary("Removes an ended response.").ProducesProblem(StatusCodes.Status404NotFound);
    }
}
