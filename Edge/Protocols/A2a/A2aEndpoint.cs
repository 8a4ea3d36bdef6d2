using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>The methods of A2A.</summary>
internal sealed class A2aEndpoint(
    ProtocolJobs jobs, ProtocolStreams streams, A2aTasks tasks, JobAccess access, StartLimits limits, StreamSlots slots, SseConnections connections, IJobLog log,
    IHostApplicationLifetime lifetime, IOptions<ApiOptions> options)
{
    public const string Protocol = "a2a";
    public const string Version = "1.0";
    public const string VersionHeader = "A2A-Version";

    /// <summary><c>POST /a2a/{pipeline}</c>.</summary>
    public async Task<IResult> HandleAsync(string pipeline, HttpContext http)
    {
        var request = await ProtocolRequest.ReadAsync(http, options.Value);
        var id = request["id"] is JsonValue value && value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number ? JsonSerializer.SerializeToElement(request["id"]) : default;
        try
        {
            return http.Request.Headers[VersionHeader].FirstOrDefault() != Version
                ? throw A2aException.VersionNotSupported()
                : await DispatchAsync(pipeline, http, id, request);
        }
        catch (A2aException e)
        {
            return A2aResponses.Error(id, e);
        }
        catch (BadFieldException e)
        {
            return A2aResponses.Error(id, A2aException.InvalidParams($"{e.Field}: {e.Message}"));
        }
    }

    private async Task<IResult> DispatchAsync(string pipeline, HttpContext http, JsonElement id, JsonObject request)
    {
        if (id.ValueKind == JsonValueKind.Undefined || ProtocolRequest.Name(request, "method") is not { } method)
        {
            throw A2aException.InvalidRequest("The request must have an id and a method.");
        }

        var parameters = ProtocolRequest.Object(request, "params");
        var (caller, aborted) = (http.User, http.RequestAborted);
        switch (method)
        {
            case "SendMessage":
                return await SendAsync(pipeline, http, id, parameters);
            case "SendStreamingMessage":
                return access.MayStart(caller) ? await StreamAsync(pipeline, http, id, parameters) : Forbidden(Scopes.Start);
            case "GetTask":
                return A2aResponses.Result(id, await tasks.ReadAsync(await tasks.FindAsync(caller, pipeline, parameters, aborted), WantsHistory(parameters), aborted));
            case "ListTasks":
                return A2aResponses.Result(id, await tasks.ListAsync(caller, pipeline, parameters, aborted));
            case "CancelTask":
                return access.MayControl(caller)
                    ? A2aResponses.Result(id, await tasks.CancelAsync(caller, await tasks.FindAsync(caller, pipeline, parameters, aborted), aborted))
                    : Forbidden(Scopes.Control);
            case "SubscribeToTask":
                var job = await tasks.FindAsync(caller, pipeline, parameters, aborted);
                return job.Record.Status.IsTerminal()
                    ? throw A2aException.Unsupported("The task has ended: GetTask reads it.")
                    : streams.FromState(http, new A2aDialect(job.Id, A2aRun.Of(job), id), job.Id);
            case "CreateTaskPushNotificationConfig" or "GetTaskPushNotificationConfig" or "ListTaskPushNotificationConfigs" or "DeleteTaskPushNotificationConfig":
                throw A2aException.PushNotSupported();
            case "GetExtendedAgentCard":
                throw A2aException.NoExtendedCard();
            default:
                throw A2aException.MethodNotFound(method);
        }
    }

    private static IResult Forbidden(string scope) => Problems.Field("Authorization", $"must be of a caller with the scope {scope}", StatusCodes.Status403Forbidden);

    private static bool WantsHistory(JsonObject parameters) => parameters["historyLength"] is not JsonValue length || !length.TryGetValue(out int most) || most > 0;

    private async Task<IResult> StreamAsync(string pipeline, HttpContext http, JsonElement id, JsonObject parameters)
    {
        var (job, problem) = await StartAsync(pipeline, http, parameters, connections.HasRoom(http));
        return problem ?? streams.FromStart(http, new A2aDialect(job!.Id, A2aRun.Of(job), id), job.Id);
    }

    /// <summary>Answers with the task at its end, or at once.</summary>
    private async Task<IResult> SendAsync(string pipeline, HttpContext http, JsonElement id, JsonObject parameters)
    {
        if (!access.MayStart(http.User))
        {
            return Forbidden(Scopes.Start);
        }

        var configuration = parameters["configuration"] as JsonObject ?? [];
        bool waits = !(configuration["returnImmediately"] is JsonValue now && now.TryGetValue(out bool immediately) && immediately);
        using var slot = waits ? slots.Take(http) : null;
        var (job, problem) = await StartAsync(pipeline, http, parameters, !waits || slot is not null);
        if (problem is not null)
        {
            return problem;
        }

        if (waits)
        {
            await using var stop = lifetime.ApplicationStopping.Register(http.Abort); // the client sends the message again, to another Api
            await foreach (var batch in log.TailAsync(job!.Id, EventId.None, http.RequestAborted))
            {
                _ = batch; // the tail ends with the job
            }
        }

        return A2aResponses.Result(id, await WrapAsync(job!, WantsHistory(configuration), http.RequestAborted));
    }

    private async Task<Action<Utf8JsonWriter>> WrapAsync(ProtocolJob job, bool history, CancellationToken cancellationToken)
    {
        var task = await tasks.ReadAsync(job, history, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("task");
            task(json);
            json.WriteEndObject();
        };
    }

    private async Task<(ProtocolJob? Job, IResult? Problem)> StartAsync(string pipeline, HttpContext http, JsonObject parameters, bool hasRoom)
    {
        var message = A2aMessage.Read(parameters);
        if ((parameters["configuration"] as JsonObject)?["taskPushNotificationConfig"] is not null)
        {
            throw A2aException.PushNotSupported();
        }

        if (A2aMessage.NameOrNull(message.Json, "taskId") is { } taskId)
        {
            await tasks.FindAsync(http.User, pipeline, new JsonObject { ["id"] = taskId }, http.RequestAborted);
            throw A2aException.Unsupported("A task takes no further message: begin another one in its context.");
        }

        if (!hasRoom)
        {
            throw LimitExceededException.Streams(); // before there is a job: the client sends its message again
        }

        await limits.AddStartAsync(http);
        string runId = $"message/{message.Id}"; // no UUID: a task has an id of its own
        string context = message.ContextId ?? $"{ProtocolJobs.IdOf(Protocol, runId, access.OwnerOf(http.User)):D}";
        var (jobId, problem) = await jobs.StartAsync(
            http.User,
            new ProtocolRun(
                Protocol, pipeline, runId, "messageId", context, message.Data, message.Text, A2aRun.ToJson(context, message.Json), JobLanguage.Preferred(http.Request.Headers.AcceptLanguage)),
            http.Request.Headers[JobStarter.IdempotencyHeader].FirstOrDefault(),
            http.RequestAborted);
        return problem is ProblemHttpResult { StatusCode: StatusCodes.Status400BadRequest or StatusCodes.Status409Conflict } refused
            ? throw A2aException.InvalidParams(refused.ProblemDetails.Detail ?? "The message can't be taken as it is.")
            : problem is not null ? (null, problem)
            : (await jobs.FindAsync(http.User, jobId, http.RequestAborted) ?? throw A2aException.TaskNotFound(), null);
    }
}
