using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;

namespace AspireStreaming.Edge.Protocols.AgUi;

/// <summary>AG-UI over HTTP, as <c>HttpAgent</c> of @ag-ui/client and <c>fetchServerSentEvents</c> of @tanstack/ai-client call it.</summary>
public static class AgUiApi
{
    /// <summary>Maps the endpoints under <c>/ag-ui</c>. Needs <c>AddJobApi</c>.</summary>
    public static void MapAgUi(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/ag-ui").WithTags("AG-UI");
        var endpoint = app.ServiceProvider.GetRequiredService<AgUiEndpoint>();
        group.MapPost("/{pipeline}", endpoint.RunAsync)
            .RequireAuthorization(Scopes.Start)
            .WithMetadata(new StartsWork())
            .WithSummary("Runs a pipeline as an AG-UI agent and answers with the run's events.")
            .WithDescription(
                "The runId names the run: the same request again joins it, after Last-Event-ID if that is given. forwardedProps are members of the pipeline's input; the last user message is its main text.")
            .Accepts<object>("application/json")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        var read = group.MapGroup("").RequireAuthorization(Scopes.Read);
        read.MapGet("/{pipeline}", endpoint.GetAsync)
            .WithSummary("With runId: the events of a run. With threadId: the messages and the active run of a thread. With neither: what the agent can do.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");
        read.MapGet("/runs/{run_id}", endpoint.ResumeAsync)
            .WithSummary("The events of a run, after Last-Event-ID if that is given.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/runs/{run_id}", endpoint.CancelAsync).RequireAuthorization(Scopes.Control).WithSummary("Asks a run to end.");
    }
}
