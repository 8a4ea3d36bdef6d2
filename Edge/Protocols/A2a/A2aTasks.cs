using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Edge.Sse;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols.A2a;

/// <summary>Reads and cancels tasks. A job of another protocol is a task too.</summary>
internal sealed class A2aTasks(ProtocolJobs jobs, SnapshotReader snapshots, JobAccess access, IJobControl control, JobEnder ender)
{
    private const int DefaultPage = 50;
    private const int MostPage = 100;

    /// <exception cref="A2aException">There is no such task.</exception>
    public async Task<ProtocolJob> FindAsync(ClaimsPrincipal caller, string pipeline, JsonObject parameters, CancellationToken cancellationToken) =>
        Guid.TryParse(ProtocolRequest.Name(parameters, "id"), out var id) && await jobs.FindAsync(caller, id, cancellationToken) is { } job && job.Record.Pipeline == pipeline
            ? job
            : throw A2aException.TaskNotFound();

    public async Task<Action<Utf8JsonWriter>> ReadAsync(ProtocolJob job, bool history, CancellationToken cancellationToken)
    {
        var snapshot = await snapshots.ReadAsync(job.Id, null, cancellationToken);
        return json => A2aFrames.WriteTask(json, A2aRun.Of(job), snapshot, history);
    }

    public async Task<Action<Utf8JsonWriter>> CancelAsync(ClaimsPrincipal caller, ProtocolJob job, CancellationToken cancellationToken)
    {
        if (job.Record.Status.IsTerminal())
        {
            throw A2aException.TaskNotCancelable();
        }

        await JobsApi.CancelAsync(job.Id, caller, access, control, ender, cancellationToken);
        return await ReadAsync(job, history: true, cancellationToken);
    }

    public async Task<Action<Utf8JsonWriter>> ListAsync(ClaimsPrincipal caller, string pipeline, JsonObject parameters, CancellationToken cancellationToken)
    {
        int limit = Number(parameters, "pageSize") is { } size and not 0 ? size : DefaultPage;
        if (limit is < 1 or > MostPage)
        {
            throw new BadFieldException("pageSize", $"must be 1 to {MostPage}");
        }

        JobPageCursor? before = null;
        if (A2aMessage.NameOrNull(parameters, "pageToken") is { } token && !JobsApi.TryParse(token, out before))
        {
            throw new BadFieldException("pageToken", "must be the nextPageToken of the page before");
        }

        string? state = A2aMessage.NameOrNull(parameters, "status") is { } name and not "TASK_STATE_UNSPECIFIED" ? name : null;
        string? context = A2aMessage.NameOrNull(parameters, "contextId");
        var since = Since(parameters);
        bool history = Number(parameters, "historyLength") is > 0;
        bool artifacts = parameters["includeArtifacts"] is JsonValue include && include.TryGetValue(out bool wanted) && wanted;
        bool Passes(JobRecord job) => job.Pipeline == pipeline
            && (state is null || A2aFrames.StateOf(job.Status, ended: true) == state)
            && (since is null || (job.EndedAt ?? job.StartedAt ?? job.CreatedAt) >= since);
        var page = context is null
            ? await JobSearch.FindAsync((from, most) => access.ListAsync(caller, from, most, cancellationToken), Passes, before, limit)
            : await InContextAsync(caller, context, Passes, before, limit, cancellationToken);
        var tasks = new List<Action<Utf8JsonWriter>>();
        foreach (var record in page.Jobs)
        {
            if (await jobs.FindAsync(caller, record.JobId, cancellationToken) is { } job)
            {
                tasks.Add(artifacts ? await ReadAsync(job, history, cancellationToken) : json => A2aFrames.WriteTask(json, A2aRun.Of(job), job.Record, history));
            }
        }

        return json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("tasks");
            tasks.ForEach(task => task(json));
            json.WriteEndArray();
            json.WriteString("nextPageToken", page.Next is null ? "" : JobsApi.TextOf(page.Next));
            json.WriteNumber("pageSize", limit);
            json.WriteNumber("totalSize", tasks.Count); // those of the page: all would have to be looked through
            json.WriteEndObject();
        };
    }

    private async Task<JobPage> InContextAsync(
        ClaimsPrincipal caller, string context, Func<JobRecord, bool> passes, JobPageCursor? before, int limit, CancellationToken cancellationToken)
    {
        var found = (await jobs.ListAsync(caller, A2aEndpoint.Protocol, context, cancellationToken)).Select(job => job.Record).Where(passes)
            .SkipWhile(job => before is not null && job.JobId != before.JobId).Skip(before is null ? 0 : 1).Take(limit + 1).ToList();
        var page = found.Take(limit).ToList();
        return new JobPage(page, found.Count > limit ? new JobPageCursor(page[^1].CreatedAt, page[^1].JobId) : null);
    }

    private static int? Number(JsonObject parameters, string member) =>
        parameters[member] is not JsonValue value ? null : value.TryGetValue(out int number) ? number : throw new BadFieldException(member, "must be a whole number");

    private static DateTimeOffset? Since(JsonObject parameters) =>
        A2aMessage.NameOrNull(parameters, "statusTimestampAfter") is not { } text ? null
        : DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var at) ? at
        : throw new BadFieldException("statusTimestampAfter", "must be an RFC 3339 time");
}
