using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireStreaming.Edge.Limits;
using AspireStreaming.Streaming;
using AspireStreaming.Streaming.Events;
using AspireStreaming.Streaming.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using EventId = AspireStreaming.Streaming.EventId;

namespace AspireStreaming.Edge.Jobs;

/// <summary>Puts a request into the queue as a job.</summary>
public sealed class JobStarter(IJobStore store, IJobQueue queue, PipelineCatalog catalog, StartLimits limits, TimeProvider time)
{
    public const string IdempotencyHeader = "Idempotency-Key";
    private const string Binary = "binary";

    /// <param name="owner">The caller; null for an anonymous one.</param>
    /// <param name="wantedId">The id that the job gets, or null for a new one.</param>
    /// <param name="idempotencyKey">Two starts with the same key are one job.</param>
    /// <returns>The job's id, or what is wrong with the request.</returns>
    public async Task<(Guid JobId, ProblemHttpResult? Problem)> StartAsync(
        string pipeline, JobRequest request, JobOwner? owner, Guid? wantedId, string? idempotencyKey, CancellationToken cancellationToken)
    {
        var (descriptor, problem) = await FindAsync(pipeline, cancellationToken);
        if (descriptor is null)
        {
            return (Guid.Empty, problem);
        }

        var errors = Validate(descriptor, request);
        if (errors.Count > 0)
        {
            return (Guid.Empty, Problems.Fields(errors));
        }

        var input = new JobInput(Encoding.UTF8.GetBytes(request.Members.ToJsonString()), request.Files, request.Client);
        var jobId = wantedId ?? Guid.NewGuid();
        var nonce = Guid.NewGuid();
        if (idempotencyKey is not null)
        {
            if (idempotencyKey.Length is 0 or > 255)
            {
                return (Guid.Empty, Problems.Field(IdempotencyHeader, "must have 1 to 255 characters"));
            }

            string fingerprint = Fingerprint(pipeline, input);
            var bound = await store.BindKeyAsync(owner, idempotencyKey, new IdempotentStart(jobId, fingerprint), cancellationToken);
            if (bound.Fingerprint != fingerprint)
            {
                return (Guid.Empty, Problems.Field(
                    IdempotencyHeader, "was used for another request; take a new key", StatusCodes.Status422UnprocessableEntity));
            }

            // All requests of this caller with this key create the same job under the same nonce: the first creates it.
            jobId = bound.JobId;
            nonce = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{jobId} {fingerprint}{owner?.Hash}")).AsSpan(0, 16));
        }

        var queued = new JobStatusEvent(JobStatus.Queued, Pipeline: descriptor.Name, Steps: descriptor.Steps);
        return await CreateAsync(descriptor.Name, owner, jobId, nonce, input, null, [queued], [], cancellationToken)
            ? (jobId, null)
            : (Guid.Empty, Problems.Conflict("job_id", "is in use by another job"));
    }

    /// <summary>Continues an ended job from its failed step: a new job with the same owner, input and finished work.</summary>
    public async Task<Guid> StartAgainAsync(
        JobRecord ended, JobInput input, JobSnapshot finished, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellationToken)
    {
        var jobId = Guid.NewGuid();
        var queued = new JobStatusEvent(
            JobStatus.Queued, "Started again from the failed step.", ended.Pipeline, [.. finished.Steps.Select(s => s.Step)], ended.JobId);
        await CreateAsync(
            ended.Pipeline, ended.Owner, jobId, Guid.NewGuid(), input, ended.JobId, [queued, .. SnapshotEvents.Of(finished)], checkpoints, cancellationToken);
        return jobId;
    }

    private async Task<bool> CreateAsync(
        string pipeline, JobOwner? owner, Guid jobId, Guid nonce, JobInput input, Guid? retryOf,
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
        var job = new NewJob(jobId, pipeline, input, events, digest, checkpoints, request?.Id, retryOf, nonce, now, owner);
        await limits.AddActiveAsync(job.Owner, jobId, cancellationToken);
        if (!await store.CreateAsync(job, cancellationToken))
        {
            return false;
        }

        // This call is not canceled when the caller leaves; if it fails anyway, the sweep puts the job into the queue.
        await queue.EnqueueAsync(jobId, CancellationToken.None);
        return true;
    }

    private async Task<(PipelineDescriptor? Descriptor, ProblemHttpResult? Problem)> FindAsync(string pipeline, CancellationToken cancellationToken)
    {
        var known = await catalog.ListAsync(cancellationToken);
        if (known.Count == 0)
        {
            throw new StoreUnavailableException("No worker has made its pipelines known yet.");
        }

        var descriptor = known.FirstOrDefault(p => p.Name == pipeline);
        return descriptor is not null
            ? (descriptor, null)
            : (null, Problems.Field("pipeline", $"must be one of {string.Join(", ", known.Select(p => p.Name))}", StatusCodes.Status404NotFound));
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
