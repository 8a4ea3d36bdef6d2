using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Mime;
using System.Security.Claims;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AspireStreaming.Edge.Protocols.AiSdk;

/// <summary>Starts, resumes and stops the answers of chats.</summary>
internal sealed class AiSdkEndpoint(
    ProtocolJobs jobs, ProtocolStreams streams, JobAccess access, IJobControl control, JobEnder ender, IOptions<ApiOptions> options)
{
    public const string VersionHeader = "x-vercel-ai-ui-message-stream";
    public const string RunHeader = "x-workflow-run-id";
    public const string TailHeader = "x-workflow-stream-tail-index";

    private const string Protocol = "ai-sdk";

    /// <summary><c>POST /ui/{pipeline}</c>.</summary>
    public async Task<IResult> SendAsync(string pipeline, HttpContext http)
    {
        if (!FrameCursor.TryRead(http, out var cursor, out var problem))
        {
            return problem;
        }

        // The workflow transport names no type, and fetch then says text. CrossSiteGuard has refused other sites, which may send that too.
        if (MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) && type.MediaType == MediaTypeNames.Text.Plain)
        {
            http.Request.ContentType = MediaTypeNames.Application.Json;
        }

        var chat = ChatRun.Read(await ProtocolRequest.ReadAsync(http, options.Value));
        if (!cursor.Event.IsNone)
        {
            // The client has seen the answer: its work is not done again.
            var seen = chat.RunId is not null
                ? await jobs.FindAsync(http.User, Protocol, chat.RunId, http.RequestAborted)
                : await jobs.FindNewestAsync(http.User, Protocol, chat.ChatId, http.RequestAborted);
            return seen is not null ? await StreamAsync(http, seen.Id, cursor) : NotFound();
        }

        var (jobId, refused) = await jobs.StartAsync(
            http.User,
            new ProtocolRun(Protocol, pipeline, chat.RunId, "id", chat.ChatId, chat.Data, chat.Text, [], JobLanguage.Preferred(http.Request.Headers.AcceptLanguage)),
            http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(),
            http.RequestAborted);
        if (refused is not null)
        {
            return refused;
        }

        http.Response.Headers.Location = $"/ui/{Uri.EscapeDataString(pipeline)}/{jobId:D}/stream";
        return await StreamAsync(http, jobId, cursor);
    }

    /// <summary><c>GET /ui/{pipeline}/{chat_id}/stream</c>.</summary>
    /// <param name="chatId">A chat, for its newest answer; or the id of a run.</param>
    /// <param name="http">The request.</param>
    /// <param name="startIndex">The number of chunks that the client has; a negative one is counted from the end of what is there.</param>
    public async Task<IResult> ResumeAsync([FromRoute(Name = "chat_id")] string chatId, HttpContext http, [FromQuery] long? startIndex = null)
    {
        if (!FrameCursor.TryRead(http, out var seen, out var problem))
        {
            return problem;
        }

        try
        {
            var job = await FindAsync(http.User, chatId, http.RequestAborted);
            if (!seen.Event.IsNone)
            {
                return job is not null ? await StreamAsync(http, job.Id, seen) : NotFound(); // its stream broke off: it needs the end as well
            }

            if (job is null || (startIndex is null && job.Record.Status.IsTerminal()))
            {
                return TypedResults.NoContent(); // the client has nothing to wait for
            }

            Describe(http, job.Id);
            var dialect = new UiMessageDialect(job.Id);
            if (startIndex is null or 0)
            {
                return streams.FromStart(http, dialect, job.Id);
            }

            var (cursor, part, total) = await streams.FindAsync(dialect, job.Id, startIndex.Value, http.RequestAborted);
            http.Response.Headers[TailHeader] = (total - 1).ToString(CultureInfo.InvariantCulture);
            return cursor.IsNone ? streams.FromStart(http, dialect, job.Id) : await streams.AfterAsync(http, dialect, job.Id, cursor, part, resume: false);
        }
        catch (StoreUnavailableException)
        {
            await SseResponse.ComeBackAsync(http, options.Value, unfinished: true); // the client shows any other status as a failure of the chat
            return Results.Empty;
        }
    }

    /// <summary><c>DELETE /ui/{pipeline}/{chat_id}/stream</c>.</summary>
    public async Task<IResult> StopAsync([FromRoute(Name = "chat_id")] string chatId, HttpContext http) =>
        await FindAsync(http.User, chatId, http.RequestAborted) is { } job
            ? await JobsApi.CancelAsync(job.Id, http.User, access, control, ender, http.RequestAborted)
            : NotFound();

    private static IResult NotFound() => Problems.Field("chat_id", "names no chat with an answer that is kept", StatusCodes.Status404NotFound);

    private async Task<IResult> StreamAsync(HttpContext http, Guid jobId, FrameCursor cursor)
    {
        Describe(http, jobId);
        var dialect = new UiMessageDialect(jobId);
        return cursor.OfState ? streams.FromState(http, dialect, jobId)
            : cursor.Event.IsNone ? streams.FromStart(http, dialect, jobId)
            : await streams.AfterAsync(http, dialect, jobId, cursor.Event, cursor.Part, resume: false);
    }

    private static void Describe(HttpContext http, Guid jobId)
    {
        http.Response.Headers[VersionHeader] = "v1";
        http.Response.Headers[RunHeader] = $"{jobId:D}";
    }

    private async Task<ProtocolJob?> FindAsync(ClaimsPrincipal caller, string chatId, CancellationToken cancellationToken) =>
        (Guid.TryParseExact(chatId, "D", out var jobId) ? await jobs.FindAsync(caller, jobId, cancellationToken) : null)
            ?? await jobs.FindNewestAsync(caller, Protocol, chatId, cancellationToken);
}
