using System.Security.Claims;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Auth;
using AspireStreaming.Edge.Jobs;
using AspireStreaming.Streaming;

namespace AspireStreaming.Edge.Protocols;

/// <summary>Starts and finds jobs for clients that name runs and conversations themselves.</summary>
internal sealed class ProtocolJobs(IJobStore store, IThreadStore threads, JobStarter starter, PipelineCatalog catalog, JobAccess access)
{
    /// <summary>The most characters of a client's name for a run or a conversation.</summary>
    public const int MostNameCharacters = 255;

    /// <summary>Of these jobs of a conversation the newest that exists is looked for.</summary>
    private const int JobsLookedAt = 20;

    /// <summary>The most jobs of a conversation that are listed.</summary>
    private const int MostListed = 200;

    private static readonly JsonElement NoClient = JsonSerializer.SerializeToElement(new JsonObject());

    /// <summary>The job of a run: a UUID is the job's id itself; from any other name the id is derived, for each owner another one.</summary>
    public static Guid IdOf(string protocol, string runId, JobOwner? owner) => Guid.TryParseExact(runId, "D", out var id) && id != Guid.Empty
        ? id
        : StableId.Of($"{protocol}-run", owner is null ? runId : $"{owner.Hash}/{runId}");

    /// <summary>Starts a run, or finds the job that the same request has started before.</summary>
    /// <returns>The job's id, or what is wrong with the request.</returns>
    public async Task<(Guid JobId, IResult? Problem)> StartAsync(ClaimsPrincipal caller, ProtocolRun run, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var owner = access.OwnerOf(caller);
        Guid? wanted = run.RunId is null ? null : IdOf(run.Protocol, run.RunId, owner);
        if (run.Text is not null
            && (await catalog.ListAsync(cancellationToken)).FirstOrDefault(p => p.Name == run.Pipeline)?.TextField is { } field
            && !run.Data.ContainsKey(field))
        {
            run.Data[field] = run.Text;
        }

        var request = new JobRequest(run.Data, []) { Client = Encoding.UTF8.GetBytes(run.Client.ToJsonString()), Language = run.Language };
        var (good, refused) = await starter.CheckAsync(run.Pipeline, request, cancellationToken);
        if (good is null)
        {
            return (Guid.Empty, refused);
        }

        var input = good.Input.Request;
        if (wanted is { } known && await IsSameAsync(caller, known, run.Pipeline, input, cancellationToken) is { } same)
        {
            return same ? (known, null) : (Guid.Empty, InUse(run));
        }

        // First the conversation: a job that it lists and that was not created is passed over.
        var jobId = wanted ?? Guid.NewGuid();
        if (run.Thread is not null)
        {
            await threads.AddAsync(owner, ThreadName(run.Protocol, run.Thread), jobId, cancellationToken);
        }

        var (started, problem) = await starter.StartAsync(good, owner, jobId, idempotencyKey, cancellationToken);
        if (problem?.StatusCode != StatusCodes.Status409Conflict || wanted is null)
        {
            return (started, problem);
        }

        // Another request was faster, or the id is that of a deleted job or of another caller.
        return await IsSameAsync(caller, jobId, run.Pipeline, input, cancellationToken) is true ? (jobId, null) : (Guid.Empty, InUse(run));
    }

    /// <summary>A job that the caller may see.</summary>
    public async Task<ProtocolJob?> FindAsync(ClaimsPrincipal caller, Guid jobId, CancellationToken cancellationToken) =>
        await access.FindAsync(caller, jobId, cancellationToken) is { } job && await store.GetInputAsync(jobId, cancellationToken) is { } input
            ? new ProtocolJob(job, input.Client.IsEmpty ? NoClient : JsonSerializer.Deserialize(input.Client.Span, JobsJson.Default.JsonElement))
            : null;

    /// <summary>The job of a run that the caller may see.</summary>
    public Task<ProtocolJob?> FindAsync(ClaimsPrincipal caller, string protocol, string runId, CancellationToken cancellationToken) =>
        FindAsync(caller, IdOf(protocol, runId, access.OwnerOf(caller)), cancellationToken);

    /// <summary>The newest job of the caller's conversation; null when there is none (any more).</summary>
    public async Task<ProtocolJob?> FindNewestAsync(ClaimsPrincipal caller, string protocol, string thread, CancellationToken cancellationToken)
    {
        foreach (var jobId in await threads.ListAsync(access.OwnerOf(caller), ThreadName(protocol, thread), JobsLookedAt, cancellationToken))
        {
            if (await FindAsync(caller, jobId, cancellationToken) is { } job)
            {
                return job;
            }
        }

        return null;
    }

    /// <summary>The newest jobs of the caller's conversation that exist, newest first.</summary>
    public async Task<IReadOnlyList<ProtocolJob>> ListAsync(ClaimsPrincipal caller, string protocol, string thread, CancellationToken cancellationToken)
    {
        var jobs = new List<ProtocolJob>();
        foreach (var jobId in await threads.ListAsync(access.OwnerOf(caller), ThreadName(protocol, thread), MostListed, cancellationToken))
        {
            if (await FindAsync(caller, jobId, cancellationToken) is { } job)
            {
                jobs.Add(job);
            }
        }

        return jobs;
    }

    public static bool IsName(string? name) => name is { Length: > 0 and <= MostNameCharacters } && !name.Any(char.IsControl);

    private static string ThreadName(string protocol, string thread) => $"{protocol}/{thread}";

    private static IResult InUse(ProtocolRun run) => Problems.Conflict(run.RunField, "is in use by another request; take a new one");

    /// <summary>Whether a job is the one that this request starts. Null when there is no such job.</summary>
    private async Task<bool?> IsSameAsync(ClaimsPrincipal caller, Guid jobId, string pipeline, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(jobId, cancellationToken) is not { } job)
        {
            return null;
        }

        return access.ViewerOf(caller).MaySee(job) && job.Pipeline == pipeline
            && await store.GetInputAsync(jobId, cancellationToken) is { } input && input.Request.Span.SequenceEqual(request.Span);
    }
}
