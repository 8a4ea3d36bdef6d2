using AspireStreaming.Edge.Limits;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge;

/// <summary>Errors as RFC 9457 problem details; <c>errors</c> names each field and what was expected of it.</summary>
public static class Problems
{
    public static ProblemHttpResult Field(string field, string error, int status = StatusCodes.Status400BadRequest) =>
        Fields(new Dictionary<string, string[]> { [field] = [error] }, status);

    public static ProblemHttpResult Fields(IReadOnlyDictionary<string, string[]> errors, int status = StatusCodes.Status400BadRequest)
    {
        var problem = new HttpValidationProblemDetails(errors.ToDictionary())
        {
            Status = status,
            Title = "The request can't be taken as it is.",
            Detail = string.Join(" ", errors.Select(e => $"{e.Key}: {string.Join(", ", e.Value)}.")),
        };
        return TypedResults.Problem(problem);
    }

    public static ProblemHttpResult NotFound(Guid jobId) => TypedResults.Problem(
        title: "There is no such job.",
        detail: $"Job {jobId} never was, was deleted, or has expired.",
        statusCode: StatusCodes.Status404NotFound,
        extensions: new Dictionary<string, object?> { ["errors"] = new Dictionary<string, string[]> { ["job_id"] = ["is not the id of a job"] } });

    public static ProblemHttpResult Stopping(string detail) => TypedResults.Problem(
        title: "This server is stopping.", detail: detail, statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>A refusal by routing names no field.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Status == StatusCodes.Status415UnsupportedMediaType && problem is not HttpValidationProblemDetails)
        {
            const string Error = "must be application/json or multipart/form-data, as the Content-Type header says";
            problem.Detail = $"body: {Error}";
            problem.Extensions["errors"] = new Dictionary<string, string[]> { ["body"] = [Error] };
        }

        Complete(context.HttpContext, problem);
    }

    /// <summary>Adds what the clients of the endpoint read of an error.</summary>
    internal static void Complete(HttpContext http, ProblemDetails problem) =>
        (http.GetEndpoint() ?? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint)?.Metadata.GetMetadata<IErrorForm>()?.Complete(problem);

    /// <summary>Answers with problem details outside a handler.</summary>
    internal static Task WriteAsync(HttpContext http, ProblemHttpResult problem)
    {
        Complete(http, problem.ProblemDetails);
        return problem.ExecuteAsync(http);
    }

    public static ProblemHttpResult Conflict(string field, string detail) => Field(field, detail, StatusCodes.Status409Conflict);
}

/// <summary>Turns what handlers throw into problem details.</summary>
internal sealed class ProblemExceptionHandler(IOptions<ApiOptions> options, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is LimitExceededException limit)
        {
            await LimitAnswers.RefuseAsync(httpContext, options.Value, limit);
            return true;
        }

        var problem = exception switch
        {
            StoreUnavailableException => new ProblemDetails
            {
                Status = StatusCodes.Status503ServiceUnavailable,
                Title = "The job store is away for the moment.",
                Detail = "Nothing is lost; try again in a moment.",
            },
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } e => Field("body", e.Message, e.StatusCode),
            BadFieldException e => Field(e.Field, e.Message, e.StatusCode),
            BadHttpRequestException e => Field("body", e.Message, e.StatusCode),
            InvalidDataException e => Field("body", e.Message, StatusCodes.Status400BadRequest),
            CursorNotFoundException e => Field("cursor", e.Message, StatusCodes.Status404NotFound),
            _ => null,
        };
        if (problem is null)
        {
            // Neither the path nor the text of the exception: both can hold what a client sent.
            logger.LogError("{Method} {Route} failed: {Error}", httpContext.Request.Method, Route(httpContext), exception.Outline());
            problem = new ProblemDetails { Status = StatusCodes.Status500InternalServerError, Title = "This is our fault, not yours." };
        }

        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = "2";
        }

        // Also for a client that accepts only text/event-stream: it gets status and reason, and nothing is logged as unhandled.
        await Problems.WriteAsync(httpContext, TypedResults.Problem(problem));
        return true;
    }

    /// <summary>As in <c>/api/jobs/{id:guid}/stream</c>.</summary>
    private static string Route(HttpContext http) =>
        (http.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint)?.RoutePattern.RawText ?? "no endpoint";

    private static HttpValidationProblemDetails Field(string field, string error, int status) =>
        new(new Dictionary<string, string[]> { [field] = [error] })
        {
            Status = status,
            Title = "The request can't be taken as it is.",
            Detail = $"{field}: {error}",
        };
}
