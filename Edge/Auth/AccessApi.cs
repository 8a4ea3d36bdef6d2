using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AspireStreaming.Edge.Auth;

/// <summary>The capabilities of a job over HTTP: to get and renew one, and to revoke all.</summary>
internal static class AccessApi
{
    /// <summary>Streams end within a second of a revocation.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Makes new urls of the job. An open stream goes on as long as they do.</summary>
    public static async Task<Results<Ok<RenewedAccess>, ProblemHttpResult>> RenewAsync(
        Guid id, HttpContext http, JobAccess access, JobUrls urls, INodeCalls calls, [FromServices] StreamTickets? tickets = null, [FromQuery] string? stream = null)
    {
        if (await access.FindAsync(http.User, id, http.RequestAborted) is not { } job)
        {
            return Problems.NotFound(id);
        }

        var fresh = urls.For(http, job);
        bool? renewed = null;
        if (stream is not null && fresh.ExpiresAt is { } until)
        {
            if (tickets?.Read(id, stream) is not { } place)
            {
                return Problems.Field("stream", "must be that of the renew_url of an open stream of this job");
            }

            byte[] argument = JsonSerializer.SerializeToUtf8Bytes(new RenewArgument(id, place.Stream, until), AuthJson.Wire.RenewArgument);
            renewed = await calls.CallAsync(place.NodeId, new NodeCall(RenewCommand.CommandName, argument), AnswerTimeout, http.RequestAborted) is { } answer
                && answer.AsSpan().SequenceEqual("true"u8);
        }

        return TypedResults.Ok(new RenewedAccess(id, fresh.StreamUrl, fresh.SnapshotUrl, fresh.ExpiresAt, renewed));
    }

    /// <summary>Makes the capabilities of the job void, on all nodes. Open streams of them end.</summary>
    public static async Task<Results<Ok<RevokedAccess>, ProblemHttpResult>> RevokeAsync(
        Guid id, ClaimsPrincipal caller, JobAccess access, IJobStore store, INodeRegistry registry, INodeCalls calls, CancellationToken cancellationToken)
    {
        if (await access.FindAsync(caller, id, cancellationToken) is null || await store.RevokeAsync(id, cancellationToken) is not { } revocations)
        {
            return Problems.NotFound(id);
        }

        byte[] argument = JsonSerializer.SerializeToUtf8Bytes(new RevokeArgument(id, revocations), AuthJson.Wire.RevokeArgument);
        var nodes = (await registry.ListAsync(cancellationToken)).Where(node => node.Commands?.Contains(RevokeCommand.CommandName) is true);
        var answers = await Task.WhenAll(nodes.Select(
            node => calls.CallAsync(node.NodeId, new NodeCall(RevokeCommand.CommandName, argument), AnswerTimeout, cancellationToken)));
        return Array.TrueForAll(answers, answer => answer is not null)
            ? TypedResults.Ok(new RevokedAccess(id, answers.Sum(answer => int.Parse(Encoding.ASCII.GetString(answer!), CultureInfo.InvariantCulture))))
            : Problems.Field(
                "node", "did not answer: the capabilities are void for new requests, but a stream may still be open there; try again", StatusCodes.Status504GatewayTimeout);
    }
}
