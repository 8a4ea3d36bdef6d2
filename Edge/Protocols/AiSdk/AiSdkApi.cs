using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;

namespace AspireStreaming.Edge.Protocols.AiSdk;

/// <summary>The AI SDK over HTTP, as <c>DefaultChatTransport</c> of ai and <c>WorkflowChatTransport</c> of @workflow/ai call it.</summary>
public static class AiSdkApi
{
    /// <summary>Maps the endpoints under <c>/ui</c>. Needs <c>AddJobApi</c>.</summary>
    public static void MapAiSdk(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/ui/{pipeline}").WithTags("AI SDK");
        var endpoint = app.ServiceProvider.GetRequiredService<AiSdkEndpoint>();
        group.MapPost("", endpoint.SendAsync)
            .RequireAuthorization(Scopes.Start)
            .WithMetadata(new StartsWork())
            .WithSummary("Answers the last message of a chat by a job of the pipeline, as a UI message stream.")
            .WithDescription("The same request again joins the job. Members beside id, messages, trigger and messageId are members of the pipeline's input; the last user message is its main text.")
            .Accepts<object>("application/json", "text/plain")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{chat_id}/stream", endpoint.ResumeAsync)
            .RequireAuthorization(Scopes.Read)
            .WithSummary("The running answer of a chat from its start, or the answer after some chunks (startIndex).")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Produces(StatusCodes.Status204NoContent);
        group.MapDelete("/{chat_id}/stream", endpoint.StopAsync).RequireAuthorization(Scopes.Control).WithSummary("Asks the running answer of a chat to end.");
    }
}
