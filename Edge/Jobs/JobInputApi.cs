using System.Security.Claims;
using System.Text.Json;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireStreaming.Edge.Jobs;

/// <summary>What jobs were started with.</summary>
internal static class JobInputApi
{
    /// <summary>Maps the endpoints below a job.</summary>
    public static void MapInput(this IEndpointRouteBuilder job)
    {
        job.MapGet("/input", GetAsync).WithSummary("What the job was started with: its request, and the names of its files.");
        job.MapGet("/input/files/{index:int}", GetFileAsync)
            .WithSummary("A file that the job was started with.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream");
    }

    private static async Task<Results<Ok<GivenInput>, ProblemHttpResult>> GetAsync(
        Guid id, ClaimsPrincipal caller, JobAccess access, IJobStore store, CancellationToken cancellationToken) =>
        await access.FindAsync(caller, id, cancellationToken) is { } job && await store.GetInputAsync(id, cancellationToken) is { } input
            ? TypedResults.Ok(GivenInput.Of(job, input))
            : Problems.NotFound(id);

    /// <summary>Never a type that a browser would show: the file is somebody else's.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> GetFileAsync(
        Guid id, int index, ClaimsPrincipal caller, JobAccess access, IJobStore store, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, id, cancellationToken) is null || await store.GetInputAsync(id, cancellationToken) is not { } input)
        {
            return Problems.NotFound(id);
        }

        return index >= 0 && index < input.Files.Count
            ? TypedResults.Bytes(input.Files[index].Content, "application/octet-stream", input.Files[index].Name)
            : Problems.Field("index", $"must be that of one of the job's {input.Files.Count} files, from 0", StatusCodes.Status404NotFound);
    }
}

/// <summary>What a job was started with.</summary>
/// <param name="Request">The members of the request; a file's member holds its name.</param>
internal sealed record GivenInput(Guid JobId, string Pipeline, string? Title, string? Language, JsonElement Request, IReadOnlyList<GivenFile> Files)
{
    public static GivenInput Of(JobRecord job, JobInput input)
    {
        using var request = JsonDocument.Parse(input.Request);
        return new GivenInput(
            job.JobId, job.Pipeline, job.Title, input.Language, request.RootElement.Clone(),
            [.. input.Files.Select((file, i) => new GivenFile(file.Field, file.Name, file.Content.Length, $"/api/jobs/{job.JobId:D}/input/files/{i}"))]);
    }
}

/// <param name="Field">The member of the request that it was sent as.</param>
/// <param name="Name">From the client: untrusted.</param>
/// <param name="Size">In bytes.</param>
internal sealed record GivenFile(string Field, string Name, int Size, string Url);
