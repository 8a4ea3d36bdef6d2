using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace AspireStreaming.Edge.Auth;

/// <summary>Answers a request without the right to it by problem details.</summary>
internal sealed class ProblemResultHandler(IProblemDetailsService problems) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _scheme = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) =>
        authorizeResult.Succeeded ? next(context) : RefuseAsync(next, context, policy, authorizeResult);

    private async Task RefuseAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult result)
    {
        await _scheme.HandleAsync(next, context, policy, result); // status and WWW-Authenticate
        string scope = policy.Requirements.OfType<ScopeRequirement>().FirstOrDefault()?.Scope ?? "";
        string error = result.Challenged ? "must be 'Bearer' and a key or token that is known and has not expired" : $"must be of a caller with the scope {scope}";
        await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new HttpValidationProblemDetails(new Dictionary<string, string[]> { ["Authorization"] = [error] })
            {
                Status = context.Response.StatusCode,
                Title = result.Challenged ? "The caller is not known." : "The caller has no right to this.",
                Detail = $"Authorization: {error}.",
            },
        });
    }
}
