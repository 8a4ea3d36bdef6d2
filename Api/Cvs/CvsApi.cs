using AspireStreaming.Edge;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Browsers;
using AspireStreaming.Edge.Jobs;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Api.Cvs;

/// <summary>Parsing CVs and matching them to an offer, each with its stream as the answer.</summary>
internal static class CvsApi
{
    private const string Parse = "cv-parse";
    private const string Match = "cv-matching";

    /// <summary>The field for all files of a parse request, which may come under any field name.</summary>
    private const string Files = "files";

    public static void MapCvs(this IEndpointRouteBuilder app)
    {
        foreach (string prefix in new[] { "", "/api/v1" })
        {
            var cvs = app.MapGroup(prefix).WithTags("CVs").RequireAuthorization(Scopes.Start);
            cvs.MapPost("/cvs/parse/stream", ParseAsync)
                .WithStreamDocs("Parses CVs, sent as files of a multipart form: progress, a result per file, done or error.")
                .Accepts<object>("multipart/form-data");
            cvs.MapPost("/matching/run/stream", MatchAsync)
                .WithStreamDocs("Matches CVs to an offer, each as JSON or as files of a multipart form: progress, a result per CV, done or error.")
                .Accepts<object>("application/json", "multipart/form-data");
        }
    }

    public static async Task<IResult> ParseAsync(HttpContext http, JobStreamEndpoint streams, IOptions<ApiOptions> options)
    {
        var request = await JobRequest.ReadAsync(http, options.Value);
        return await streams.StartAsync(
            Parse, request with { Files = [.. request.Files.Select(f => f with { Field = Files })] }, null, http, CvsDialect.Parsing);
    }

    public static async Task<IResult> MatchAsync(HttpContext http, JobStreamEndpoint streams, IOptions<ApiOptions> options) =>
        await streams.StartAsync(Match, await JobRequest.ReadAsync(http, options.Value), null, http, CvsDialect.Matching);

    private static RouteHandlerBuilder WithStreamDocs(this RouteHandlerBuilder endpoint, string summary) => endpoint
        .WithMetadata(new StartsWork())
        .WithSummary(summary)
        .WithDescription("Location is where the same stream is had by GET, should this one break off: send the last id seen as Last-Event-ID. An Idempotency-Key header makes repeats harmless.")
        .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
        .ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
}
