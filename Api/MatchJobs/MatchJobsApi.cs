using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Edge.Jobs;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Api.MatchJobs;

/// <summary>Scores jobs for a résumé: as a stream, or as one answer at the end.</summary>
internal static class MatchJobsApi
{
    private const string Pipeline = "match-jobs";

    public static void MapMatchJobs(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/match-jobs").WithTags("Match jobs").RequireAuthorization(Scopes.Start);
        api.MapPost("/stream", StreamAsync)
            .WithMetadata(new StartsWork())
            .WithSummary("Scores jobs for a résumé and answers with the stream: status, job_start, token, job_complete, complete, done, error.")
            .WithDescription("A form with json_body and pdf_file, or a JSON body with resume_text. Location is where the same stream is had by GET.")
            .Accepts<object>("multipart/form-data", "application/json")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .ProducesValidationProblem();
        api.MapPost("", AnswerAsync)
            .WithMetadata(new StartsWork())
            .WithSummary("Scores jobs for a résumé and answers when all are scored, with the same final object.")
            .WithDescription("A form with json_body and pdf_file, or a JSON body with resume_text. The job goes on when the client leaves: a job_id or an Idempotency-Key of the client's own finds it again.")
            .Accepts<object>("multipart/form-data", "application/json")
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status502BadGateway);
    }

    public static async Task<IResult> StreamAsync(HttpContext http, JobStreamEndpoint streams, MatchJobsDialect dialect, IOptions<ApiOptions> options)
    {
        var (request, jobId, problem) = await MatchJobsForm.ReadAsync(http, options.Value);
        return request is null ? problem! : await streams.StartAsync(Pipeline, request, jobId, http, dialect);
    }

    public static async Task<IResult> AnswerAsync(HttpContext http, JobStarter starter, JobAccess access, MatchJobsAnswer answer, IOptions<ApiOptions> options)
    {
        var (request, wanted, problem) = await MatchJobsForm.ReadAsync(http, options.Value);
        if (request is null)
        {
            return problem!;
        }

        var (jobId, refused) = await starter.StartAsync(
            Pipeline, request, access.OwnerOf(http.User), wanted, http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(), http.RequestAborted);
        if (refused is not null)
        {
            return refused;
        }

        http.Response.Headers.Location = $"/api/jobs/{jobId:D}";
        return await answer.WaitAsync(jobId, http);
    }
}
