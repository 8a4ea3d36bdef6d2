using AspireStreaming.Edge.Auth;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>A2A 1.0 over JSON-RPC: each pipeline is an agent, its jobs are tasks.</summary>
public static class A2aApi
{
    /// <summary>Maps the endpoints under <c>/a2a</c>. Needs <c>AddJobApi</c>. Methods that start jobs ask for <see cref="Scopes.Start"/> too, those that end one for <see cref="Scopes.Control"/>.</summary>
    public static void MapA2a(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/a2a/{pipeline}").WithTags("A2A").RequireAuthorization(Scopes.Read);
        group.MapGet("/.well-known/agent-card.json", app.ServiceProvider.GetRequiredService<A2aCards>().GetAsync)
            .WithSummary("The card of a pipeline as an A2A agent.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("", app.ServiceProvider.GetRequiredService<A2aEndpoint>().HandleAsync)
            .WithSummary("A2A by JSON-RPC: SendMessage, SendStreamingMessage, GetTask, ListTasks, CancelTask, SubscribeToTask.")
            .WithDescription("The messageId names the task: the same message again is the same task. Data parts are members of the pipeline's input; the text is its main text.")
            .Accepts<object>("application/json")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesValidationProblem();
    }
}
