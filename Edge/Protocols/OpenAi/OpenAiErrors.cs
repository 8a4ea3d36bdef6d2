using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AspireStreaming.Edge.Protocols.OpenAi;

/// <summary>Adds the member <c>error</c> to problem details: the clients of OpenAI read nothing else.</summary>
internal sealed class OpenAiErrors : IErrorForm
{
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        object? answer = await next(context);
        var result = answer is INestedHttpResult nested ? nested.Result : answer;
        if (result is ProblemHttpResult problem)
        {
            Problems.Complete(context.HttpContext, problem.ProblemDetails);
        }

        return answer;
    }

    public void Complete(ProblemDetails problem) => problem.Extensions["error"] = new Dictionary<string, string?>
    {
        ["message"] = problem.Detail ?? problem.Title,
        ["type"] = problem.Status switch
        {
            StatusCodes.Status401Unauthorized => "authentication_error",
            StatusCodes.Status403Forbidden => "permission_error",
            StatusCodes.Status429TooManyRequests => "rate_limit_error",
            >= StatusCodes.Status500InternalServerError => "server_error",
            _ => "invalid_request_error",
        },
        ["param"] = FieldOf(problem),
        ["code"] = problem.Status == StatusCodes.Status404NotFound && FieldOf(problem) == "model" ? "model_not_found" : null,
    };

    private static string? FieldOf(ProblemDetails problem) => problem is HttpValidationProblemDetails { Errors: { Count: > 0 } errors }
        ? errors.Keys.First()
        : problem.Extensions.TryGetValue("errors", out object? value) && value is IReadOnlyDictionary<string, string[]> { Count: > 0 } fields ? fields.Keys.First() : null;
}
