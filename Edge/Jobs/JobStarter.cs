using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Demo;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Puts a request into the queue as a job.</summary>
public sealed class JobStarter(IJobStore store, IJobQueue queue, PipelineCatalog catalog, StartLimits limits, DemoMode demo, TimeProvider time)
{
    public const string IdempotencyHeader = "Idempotency-Key";
    private const string Binary = "binary";

    /// <inheritdoc cref="StartAsync(CheckedRequest, JobOwner?, Guid?, string?, CancellationToken)"/>
    public async Task<(Guid JobId, ProblemHttpResult? Problem)> StartAsync(
        string pipeline, JobRequest request, JobOwner? owner, Guid? wantedId, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var (good, problem) = await CheckAsync(pipeline, request, cancellationToken);
        return good is null ? (Guid.Empty, problem) : await StartAsync(good, owner, wantedId, idempotencyKey, cancellationToken);
    }

    /// <returns>What can be started, or what is wrong with the request.</returns>
    internal async Task<(CheckedRequest? Request, ProblemHttpResult? Problem)> CheckAsync(
        string pipeline, JobRequest request, CancellationToken cancellationToken)
    {
        var (descriptor, problem) = await catalog.FindAsync(pipeline, "pipeline", cancellationToken);
        if (descriptor is null)
        {
            return (null, problem);
        }

        string? given = JobTitle.Take(descriptor, request);
        string? language = JobLanguage.Take(descriptor, request) ?? request.Language;
        int? pace = SamplePace.Take(descriptor, request, demo) ?? request.Pace;
        var errors = Validate(descriptor, request);
        if (errors.Count > 0)
        {
            return (null, Problems.Fields(errors));
        }

        if (pace is not null && !SamplePace.IsSample(descriptor, request))
        {
            return (null, Problems.Field(SamplePace.Member, "is for the sample of the pipeline only, and the input is not that sample"));
        }

        var input = new JobInput(Encoding.UTF8.GetBytes(request.Members.ToJsonString()), request.Files, language, request.Client, pace);
        return (new CheckedRequest(descriptor, input, Fingerprint(pipeline, input), given ?? JobTitle.Of(descriptor, request)), null);
    }

    /// <param name="owner">The caller; null for an anonymous one.</param>
    /// <param name="wantedId">The id that the job gets, or null for a new one.</param>
    /// <param name="idempotencyKey">Two starts with the same key are one job.</param>
    /// <returns>The job's id, or what is wrong with the request.</returns>
    internal async Task<(Guid JobId, ProblemHttpResult? Problem)> StartAsync(
        CheckedRequest request, JobOwner? owner, Guid? wantedId, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var (descriptor, input, fingerprint, title) = request;
        var (jobId, nonce, refused) = await BindAsync(owner, idempotencyKey, wantedId ?? Guid.NewGuid(), fingerprint, cancellationToken);
        if (refused is not null)
        {
            return (Guid.Empty, refused);
        }

        var queued = new JobStatusEvent(JobStatus.Queued, Pipeline: descriptor.Name, Steps: descriptor.Steps, Title: title, Pace: input.Pace);
        return await CreateAsync(descriptor.Name, title, owner, jobId, nonce, input, null, [queued], [], cancellationToken)
            ? (jobId, null)
            : (Guid.Empty, Problems.Conflict("job_id", "is in use by another job"));
    }

    /// <summary>Continues an ended job from its failed step: a new job with the same owner, input and finished work.</summary>
    /// <param name="ended">The job.</param>
    /// <param name="caller">The owner of the key; null for an anonymous caller.</param>
    /// <param name="idempotencyKey">Two calls with the same key start one job.</param>
    /// <param name="input">Of the job.</param>
    /// <param name="finished">The state of its finished work.</param>
    /// <param name="checkpoints">Of its finished work.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new job's id, or what is wrong with the key.</returns>
    public async Task<(Guid JobId, ProblemHttpResult? Problem)> StartAgainAsync(
        JobRecord ended, JobOwner? caller, string? idempotencyKey, JobInput input, JobSnapshot finished, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellationToken)
    {
        var (jobId, nonce, refused) = await BindAsync(caller, idempotencyKey, Guid.NewGuid(), $"retry {ended.JobId:D}", cancellationToken);
        if (refused is not null)
        {
            return (Guid.Empty, refused);
        }

        var queued = new JobStatusEvent(
            JobStatus.Queued, "Started again from the failed step.", ended.Pipeline, [.. finished.Steps.Select(s => s.Step)], ended.JobId, ended.Title,
            Pace: input.Pace);
        await CreateAsync(
            ended.Pipeline, ended.Title, ended.Owner, jobId, nonce, input, ended.JobId, [queued, .. SnapshotEvents.Of(finished)], checkpoints, cancellationToken);
        return (jobId, null);
    }

    /// <summary>Starts a new job with the owner, title and input of another one. The input is checked as today's pipeline demands.</summary>
    /// <param name="like">The other job, in any state.</param>
    /// <param name="idempotencyKey">Two calls with the same key start one job.</param>
    /// <param name="input">Of the other job.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The new job's id, or what is wrong.</returns>
    internal async Task<(Guid JobId, ProblemHttpResult? Problem)> RunAgainAsync(
        JobRecord like, string? idempotencyKey, JobInput input, CancellationToken cancellationToken)
    {
        var members = (JsonObject)JsonNode.Parse(input.Request.Span)!;
        foreach (var file in input.Files)
        {
            members.Remove(file.Field); // the check sets it again
        }

        var (request, problem) = await CheckAsync(like.Pipeline, new JobRequest(members, input.Files) { Language = input.Language, Pace = demo.IsOn ? input.Pace : null }, cancellationToken);
        return request is null
            ? (Guid.Empty, problem)
            : await StartAsync(request with { Title = like.Title }, like.Owner, null, idempotencyKey, cancellationToken);
    }

    /// <summary>All requests of one caller with one key create the same job under the same nonce: the first creates it.</summary>
    private async Task<(Guid JobId, Guid Nonce, ProblemHttpResult? Problem)> BindAsync(
        JobOwner? owner, string? key, Guid wanted, string fingerprint, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            return (wanted, Guid.NewGuid(), null);
        }

        if (key.Length is 0 or > 255)
        {
            return (default, default, Problems.Field(IdempotencyHeader, "must have 1 to 255 characters"));
        }

        var bound = await store.BindKeyAsync(owner, key, new IdempotentStart(wanted, fingerprint), cancellationToken);
        return bound.Fingerprint == fingerprint
            ? (bound.JobId, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{bound.JobId} {fingerprint}{owner?.Hash}")).AsSpan(0, 16)), null)
            : (default, default, Problems.Field(IdempotencyHeader, "was used for another request; take a new key", StatusCodes.Status422UnprocessableEntity));
    }

    private async Task<bool> CreateAsync(
        string pipeline, string? title, JobOwner? owner, Guid jobId, Guid nonce, JobInput input, Guid? retryOf,
        IReadOnlyList<EventPayload> first, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var events = new List<JobEvent>();
        byte[] digest = [];
        foreach (var payload in first)
        {
            events.Add(EventEncoder.Encode(jobId, new EventId(0, events.Count + 1), now, payload));
            digest = LogDigest.Next(digest, events[^1].Data.Span);
        }

        var request = Activity.Current;
        request?.SetTag(TraceNames.JobId, jobId.ToString("D")).SetTag(TraceNames.JobPipeline, pipeline);
        events[^1] = events[^1] with { Traceparent = request?.Id };
        var job = new NewJob(jobId, pipeline, input, events, digest, checkpoints, request?.Id, retryOf, nonce, now, owner, title);
        await limits.AddActiveAsync(job.Owner, jobId, cancellationToken);
        if (!await store.CreateAsync(job, cancellationToken))
        {
            return false;
        }

        // This call is not canceled when the caller leaves; if it fails anyway, the sweep puts the job into the queue.
        await queue.EnqueueAsync(jobId, CancellationToken.None);
        return true;
    }

    private static IReadOnlyDictionary<string, string[]> Validate(PipelineDescriptor descriptor, JobRequest request)
    {
        if (request.IsForm)
        {
            FormMembers.Coerce(request.Members, descriptor.InputSchema);
        }

        descriptor.InputSchema.TryGetProperty("properties", out var properties);
        var errors = new Dictionary<string, string[]>();

        // The request holds the names of the files under their field, so that the schema can require them.
        foreach (var field in request.Files.GroupBy(f => f.Field))
        {
            if (properties.ValueKind != JsonValueKind.Object || !properties.TryGetProperty(field.Key, out var property) || !IsFile(property))
            {
                errors[field.Key] = ["takes no file"];
                continue;
            }

            request.Members[field.Key] = property.GetProperty("type").GetString() == "array"
                ? new JsonArray([.. field.Select(f => JsonValue.Create(f.Name))])
                : JsonValue.Create(field.First().Name);
        }

        if (properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject().Where(p => IsFile(p.Value)))
            {
                if (request.Members.ContainsKey(property.Name) && !request.Files.Any(f => f.Field == property.Name))
                {
                    errors[property.Name] = ["must be uploaded as a file of a multipart/form-data request"];
                }
            }
        }

        return errors.Count > 0 ? errors : SchemaValidator.Validate(descriptor.InputSchema, JsonSerializer.SerializeToElement(request.Members));
    }

    private static bool IsFile(JsonElement property) =>
        (property.TryGetProperty("format", out var format) && format.GetString() == Binary)
        || (property.TryGetProperty("items", out var items) && IsFile(items));

    private static string Fingerprint(string pipeline, JobInput input)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(pipeline));
        hash.AppendData(SHA256.HashData(input.Request.Span));
        foreach (var file in input.Files)
        {
            hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Field}\n{file.Name}")));
            hash.AppendData(SHA256.HashData(file.Content.Span));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
